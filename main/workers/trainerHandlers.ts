import { handedIn } from '../annex.ts';
import { InkdexError } from '../../shared/result.ts';
import { installTensorflow } from '../ml/backends/installTensorflow.ts';
import { listEngines } from '../ml/backends/listEngines.ts';
import { exportModel } from '../ml/export/exportModel.ts';
import { drawAugmented } from '../ml/finetune/drawAugmented.ts';
import { addNetworks, checkNetworkOptions } from '../ml/networks/registry.ts';
import type { WorkerHandlers } from './calls.ts';
import { createSessions } from '../reader/models/sessions.ts';
import { evaluateLines } from '../reader/evaluation/evaluateLines.ts';
import { evaluateModel } from '../reader/evaluation/evaluateModel.ts';
import { createTrainings } from './trainings.ts';

/** Everything a trainer engine answers. */
export async function trainerHandlers(): Promise<WorkerHandlers<'trainer'>> {
  addNetworks(await handedIn('networks'));
  const sessions = createSessions();
  const trainings = createTrainings();
  return {
    listEngines: ({ measure }) => listEngines({ measure }),
    async installEngine({ name, gpu }, { signal, onProgress }) {
      if (name !== 'tensorflow') {
        throw new InkdexError(
          'bad-arguments',
          `The engine "${name}" comes with Inkdex: only "tensorflow" is installed.`,
        );
      }
      return await installTensorflow({ gpu, onProgress, signal });
    },
    checkNetwork({ network, options }) {
      checkNetworkOptions(network, options);
      return Promise.resolve(null);
    },
    train: (request, { signal, onProgress }) => trainings.train(request, signal, onProgress),
    async stopTraining() {
      await trainings.stop();
      return null;
    },
    evaluate: (request, context) => evaluateModel(sessions, request, context),
    evaluateLines: (request, context) => evaluateLines(sessions, request, context),
    drawAugmented: (request, { signal }) => drawAugmented(request, signal),
    async exportModel(request) {
      await exportModel(request, await handedIn('modelWriters'));
      return null;
    },
  };
}
