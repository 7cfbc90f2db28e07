import { join } from 'node:path';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { createRandom } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { RecogniserConfig } from '../networks/recogniser/config.ts';
import { createRecogniser, recogniserOnnx } from '../networks/recogniser/network.ts';
import { tf } from '../tf.ts';
import { readCheckpoint, writeCheckpoint } from '../training/checkpoint.ts';
import { countParameters, disposeWeights, assignWeights, namedWeights, type WeightTree } from '../weights.ts';
import { writeWhole } from '../../files/writeWhole.ts';

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

/** Where a run keeps the weights that scored best so far. */
export function bestPath(folder: string): string {
  return join(folder, 'best.checkpoint');
}

/** Keeps weights alone, whole or not at all: what a run needs to go on is in its checkpoint. */
export async function keepWeights(path: string, weights: WeightTree, step: number): Promise<void> {
  const header = { step, seed: 0, best: null, description: 'weights alone' };
  await writeCheckpoint(path, { header, tensors: namedWeights(weights) });
}

/** Puts kept weights into a network. @throws InkdexError `file-missing`, `model-damaged` */
export async function assignKept(path: string, weights: WeightTree): Promise<void> {
  const kept = await readCheckpoint(path);
  if (kept === undefined) {
    throw new InkdexError('file-missing', `The weights in ${path} are gone. Start the run anew.`);
  }
  try {
    assignWeights(weights, kept.tensors);
  } finally {
    tf.dispose([...kept.tensors.values()]);
  }
}
