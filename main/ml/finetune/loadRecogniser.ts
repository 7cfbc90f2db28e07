import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { createRandom } from '../../../shared/random.ts';
import type { RecogniserConfig } from '../networks/recogniser/config.ts';
import { createRecogniser, type RecogniserWeights } from '../networks/recogniser/network.ts';
import { assignNumbers, disposeWeights } from '../weights.ts';
import { extendHead } from './extendHead.ts';
import { readStoredRecogniser } from './storedRecogniser.ts';

/** A recogniser that can be trained further. */
export interface LoadedRecogniser {
  readonly metadata: RecogniserMetadata;
  readonly config: RecogniserConfig;
  /** Without the shortcut head: the file has none, and a network that reads needs none. */
  readonly weights: RecogniserWeights;
}

/**
 * Builds the network of an .onnx file for training, on the engine in use.
 *
 * @param newLetters to learn besides those that it knows
 * @throws InkdexError `model-damaged` when it is no recogniser of ours
 */
export function loadRecogniser(bytes: Uint8Array, newLetters: readonly string[] = []): LoadedRecogniser {
  const { metadata, config, weights: stored } = extendHead(readStoredRecogniser(bytes), newLetters);
  const { shortcut, ...weights } = createRecogniser(config, createRandom(0));
  disposeWeights(shortcut);
  try {
    assignNumbers(weights, stored);
  } catch (error) {
    disposeWeights(weights);
    throw error;
  }
  return { metadata, config, weights };
}
