import type { ModelMetadata } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';

/**
 * What `read` makes of a model's file, to train it further.
 *
 * @throws InkdexError `model-damaged` with the reason for which `read` throws
 */
export function readTrainable<Stored>(kind: ModelMetadata['kind'], read: () => Stored): Stored {
  try {
    return read();
  } catch (error) {
    throw new InkdexError(
      'model-damaged',
      `This model cannot be trained further: ${error instanceof Error ? error.message : String(error)}. ` +
        `Choose a ${kind} that Inkdex trained.`,
      { cause: error },
    );
  }
}
