import { join } from 'node:path';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { createRandom } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { NetworkConfig } from '../networks/network.ts';
import { buildNetwork, isAuxiliary } from '../networks/registry.ts';
import { tf } from '../tf.ts';
import { readCheckpoint, writeCheckpoint } from '../training/checkpoint.ts';
import { countParameters, disposeWeights, assignWeights, namedWeights, type WeightTree } from '../weights.ts';
import { writeWhole } from '../../files/writeWhole.ts';

/** A network to which stored weights are assigned, to write it as a file. */
interface WrittenNetwork {
  readonly weights: WeightTree;
  readonly onnx: (parameters: number) => Uint8Array;
}

/**
 * Writes stored weights as a recogniser, atomically.
 *
 * @param kept path of the stored weights
 * @returns the path of the model
 * @throws InkdexError `disk-full`, and as `assignKept`
 */
export async function writeRecogniser(
  folder: string,
  kept: string,
  config: NetworkConfig,
  metadata: RecogniserMetadata,
): Promise<string> {
  return await writeModel(folder, kept, () => {
    const network = buildNetwork(config, createRandom(0));
    return { weights: network.weights, onnx: (parameters) => network.onnx({ ...metadata, parameters }) };
  });
}

/** `writeRecogniser` for any network. */
export async function writeModel(folder: string, kept: string, build: () => WrittenNetwork): Promise<string> {
  // Writing a graph reads tensors synchronously, which WebGPU does not allow.
  const engine = tf.getBackend();
  if (engine === 'webgpu') await tf.setBackend('cpu');
  const { weights, onnx } = build();
  try {
    await assignKept(kept, weights);
    const path = join(folder, 'model.onnx');
    await writeWhole(path, [onnx(countParameters(weights))]);
    return path;
  } finally {
    disposeWeights(weights);
    await tf.setBackend(engine);
  }
}

/** Path of the best weights so far of a run. */
export function bestPath(folder: string): string {
  return join(folder, 'best.checkpoint');
}

/**
 * Stores weights without the state of the optimizer, atomically. A run continues from its checkpoint, not from this
 * file.
 */
export async function keepWeights(path: string, weights: WeightTree, step: number): Promise<void> {
  const header = { step, seed: 0, best: null, description: 'weights alone' };
  await writeCheckpoint(path, { header, tensors: namedWeights(weights) });
}

/** Assigns stored weights to a network, which may lack the auxiliary ones. @throws InkdexError `file-missing`, `model-damaged` */
export async function assignKept(path: string, weights: WeightTree): Promise<void> {
  const kept = await readCheckpoint(path);
  if (kept === undefined) {
    throw new InkdexError('file-missing', `The weights in ${path} are missing. Start a new run.`);
  }
  try {
    const known = namedWeights(weights);
    const wanted = [...kept.tensors].filter(([name]) => known.has(name) || !isAuxiliary(name));
    assignWeights(weights, new Map(wanted));
  } finally {
    tf.dispose([...kept.tensors.values()]);
  }
}
