import { InkdexError } from '../../../shared/result.ts';
import { installTensorflow } from '../../ml/engines/installTensorflow.ts';
import { listEngines } from '../../ml/engines/listEngines.ts';
import type { EngineHandlers } from '../api.ts';

/** Everything a trainer engine answers. */
export function trainerHandlers(): EngineHandlers<'trainer'> {
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
  };
}
