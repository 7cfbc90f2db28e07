/** The child process of `benchTraining`. Arguments: the engine's name, seconds for each figure, the optimizer. */
import { mixedWidths } from '../../support/measuredNetwork.ts';
import { z } from 'zod';
import { trainingEngineNameSchema } from '../../../shared/contract/model.ts';
import { optimizerNameSchema } from '../../../shared/contract/run.ts';
import { measureTraining } from '../../../main/ml/backends/measureTraining.ts';
import { startEngine } from '../../../main/ml/backends/startEngine.ts';
import type { TrainingFigures } from './trainingFigures.ts';

const [name, seconds, optimizer] = z
  .tuple([trainingEngineNameSchema, z.coerce.number().positive(), optimizerNameSchema])
  .parse(process.argv.slice(2));
const { device } = await startEngine(name);
const oneWidth = await measureTraining(name, seconds, { optimizer });
const mixture = await measureTraining(name, seconds, { widths: mixedWidths, optimizer });
// Exit by hand: Dawn and TensorFlow keep threads that would hold the process.
process.send?.({ device, oneWidth, mixture } satisfies TrainingFigures, () => process.exit(0));
