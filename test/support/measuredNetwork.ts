import { measuredConfig } from '../../main/ml/backends/measureTraining.ts';
import { startEngine } from '../../main/ml/backends/startEngine.ts';
import { createRecogniser } from '../../main/ml/networks/recogniser/network.ts';
import { tf } from '../../main/ml/tf.ts';
import { countParameters, namedWeights } from '../../main/ml/weights.ts';
import { createRandom } from '../../shared/random.ts';

/**
 * The widths of the four batches of a pool of real words that is sorted by width; each batch is as wide as its
 * widest word. Words of 384 columns and more, which are rare, are left out: a batch of 64 such words needs more
 * than the 4 GiB that WebAssembly can address.
 */
export const mixedWidths = [96, 128, 160, 256] as const;

/**
 * The number of trainable parameters of the measured network. Selects the engine `wasm`, because weights need a
 * backend.
 */
export async function measuredParameters(): Promise<number> {
  await startEngine('wasm');
  const weights = createRecogniser(measuredConfig, createRandom(1));
  const count = countParameters(weights);
  tf.dispose([...namedWeights(weights).values()]);
  return count;
}
