/**
 * A process that teaches a small recogniser the eight words, but not well: there is something left to learn. It
 * is always the same model, and takes 18 seconds: `test/fixtures/models/eight-words.onnx`. Argument: where to write it.
 */
import { writeFileSync } from 'node:fs';
import { createRandom } from '../../shared/random.ts';
import { startEngine } from '../../main/ml/backends/startEngine.ts';
import { createRecogniser, recogniserOnnx } from '../../main/ml/networks/recogniser/network.ts';
import { train } from '../../main/ml/training/train.ts';
import { countParameters } from '../../main/ml/weights.ts';
import { eightWordsTask, smallConfig, eightWordsMetadata, shortTraining } from './eightWords.ts';

/** Twenty more, and it would read them all. */
const totalSteps = 44;

await startEngine('wasm');
const config = { ...smallConfig, dropout: 0 };
const weights = createRecogniser(config, createRandom(1));
const schedule = { peak: 0.02, warmupSteps: 5, decaySteps: 5, totalSteps };
const training = train(eightWordsTask(weights, config), shortTraining(schedule));
for await (const event of training) {
  if (event.type === 'finished') process.stdout.write(`${event.step} steps\n`);
}
writeFileSync(
  process.argv[2] ?? '',
  recogniserOnnx(weights, config, eightWordsMetadata(config, countParameters(weights))),
);
