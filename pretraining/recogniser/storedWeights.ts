import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import { createRandom, type Random } from '../../shared/random.ts';
import { InkdexError } from '../../shared/result.ts';
import { readStoredRecogniser, type StoredRecogniser } from '../../main/ml/finetune/storedRecogniser.ts';
import type { NetworkConfig } from '../../main/ml/networks/network.ts';
import type { RecogniserConfig } from '../../main/ml/networks/recogniser/config.ts';
import {
  createRecogniser,
  recognise,
  type RecogniserWeights,
} from '../../main/ml/networks/recogniser/network.ts';
import { type Tensor4D, tf } from '../../main/ml/tf.ts';
import { assignNumbers, disposeWeights } from '../../main/ml/weights.ts';
import { restoreNorms } from '../earlierWeights.ts';

/**
 * Puts the weights of an .onnx file into a network that is to be trained on with live batch norm. The shortcut head,
 * which the file lacks, stays as it was created.
 *
 * The file has batch norm folded into its kernels: each norm is restored from what it sees of the given words.
 *
 * @param batches of words, [batch, height, width, 1]
 * @throws InkdexError `model-damaged` when it is no recogniser of ours, or of another form
 */
export function assignStoredWeights(
  weights: RecogniserWeights,
  config: RecogniserConfig,
  bytes: Uint8Array,
  batches: readonly Tensor4D[],
  random: Random,
): void {
  const { transformer, stem, blocks, recurrent, head } = weights;
  assignNumbers({ transformer, stem, blocks, recurrent, head }, readStarter(bytes).weights);
  restoreNorms({
    norms: [stem.norm, ...blocks.map((block) => block.norm)],
    random,
    forward(pass) {
      for (const images of batches) tf.dispose(Object.values(recognise(images, weights, config, pass)));
    },
  });
}

interface StoredStarter extends StoredRecogniser {
  readonly config: RecogniserConfig;
}

/** Whether a file has the default recogniser: those of the others name their network. */
function isStarter(config: NetworkConfig): config is RecogniserConfig {
  return config.network === undefined;
}

/** A file of the starter's network. @throws InkdexError `model-damaged` for another one */
function readStarter(bytes: Uint8Array): StoredStarter {
  const { config, ...stored } = readStoredRecogniser(bytes);
  if (isStarter(config)) return { ...stored, config };
  throw new InkdexError(
    'model-damaged',
    `This model is a ${String(config.network)}; expected a starter recogniser.`,
  );
}

/** The starter's network with the weights of a file. */
export interface LoadedStarter {
  readonly metadata: RecogniserMetadata;
  readonly config: RecogniserConfig;
  readonly weights: RecogniserWeights;
}

/** @throws InkdexError `model-damaged` for a file of another network */
export function loadStarter(bytes: Uint8Array): LoadedStarter {
  const { metadata, config, weights: stored } = readStarter(bytes);
  const { shortcut, ...weights } = createRecogniser(config, createRandom(0));
  disposeWeights(shortcut);
  assignNumbers(weights, stored);
  return { metadata, config, weights };
}
