import { join } from 'node:path';
import { createRandom } from '../../../shared/random.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { RecogniserConfig } from '../networks/recogniser/config.ts';
import { createRecogniser, recogniserOnnx } from '../networks/recogniser/network.ts';
import { tf } from '../tf.ts';
import { countParameters, disposeWeights } from '../weights.ts';
import { writeWhole } from '../writeWhole.ts';
import { assignKept } from './keptWeights.ts';

/**
 * Writes kept weights as a model, whole or not at all.
 *
 * @param kept their path
 * @returns the path of the model
 * @throws InkdexError `disk-full`, and as `assignKept`
 */
export async function writeModel(
  folder: string,
  kept: string,
  config: RecogniserConfig,
  metadata: RecogniserMetadata,
): Promise<string> {
  // A GPU's tensors cannot be read synchronously, as writing a graph does.
  const engine = tf.getBackend();
  if (engine === 'webgpu') await tf.setBackend('cpu');
  const { shortcut, ...weights } = createRecogniser(config, createRandom(0));
  try {
    await assignKept(kept, weights);
    const parameters = countParameters(weights);
    const path = join(folder, 'model.onnx');
    await writeWhole(path, [recogniserOnnx(weights, config, { ...metadata, parameters })]);
    return path;
  } finally {
    disposeWeights(shortcut);
    disposeWeights(weights);
    await tf.setBackend(engine);
  }
}
