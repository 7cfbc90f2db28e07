import { join } from 'node:path';
import { InkdexError } from '../../../shared/result.ts';
import { tf } from '../tf.ts';
import { readCheckpoint, writeCheckpoint } from '../training/checkpoint.ts';
import { assignWeights, namedWeights, type WeightTree } from '../weights.ts';

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
