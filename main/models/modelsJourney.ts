import type { Model, TrainingEngine, TrainingEngineName } from '../../shared/model.ts';
import type { Trainer } from '../engine/client.ts';
import type { ModelShelf } from './modelShelf.ts';

export interface InstallOptions {
  /** TensorFlow with CUDA. */
  readonly gpu: boolean;
  /** Called with a line for people, once a step and once a tenth of it. */
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal;
}

/** The models that read, and the engines that train. */
export interface ModelsJourney {
  listModels(): Promise<Model[]>;
  listEngines(args: { readonly measure?: boolean }): Promise<TrainingEngine[]>;
  /** @throws InkdexError `engine-install-failed`, `bad-arguments`, `cancelled` */
  installEngine(name: TrainingEngineName, options: InstallOptions): Promise<void>;
}

export function createModels(shelf: ModelShelf, trainer: Trainer): ModelsJourney {
  return {
    listModels: () => shelf.listModels(),
    listEngines: ({ measure = false }) => trainer.call('listEngines', { measure }),
    async installEngine(name, { gpu, onProgress, signal }) {
      const describe = tenths();
      await trainer.call(
        'installEngine',
        { name, gpu },
        {
          signal,
          onProgress(progress) {
            const line = describe(progress);
            if (line !== null) onProgress(line);
          },
        },
      );
    },
  };
}

/** Turns a stream of bytes done into a line for each new tenth; null in between. */
function tenths(): (progress: { step: string; done: number; total: number | null }) => string | null {
  let last = '';
  return ({ step, done, total }) => {
    const share = total === null || total === 0 ? null : Math.floor((10 * done) / total) * 10;
    const line = share === null ? step : `${step}: ${String(share)} %`;
    if (line === last) return null;
    last = line;
    return line;
  };
}
