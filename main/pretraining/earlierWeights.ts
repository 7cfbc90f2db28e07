import { InkdexError } from '../../shared/result.ts';
import type { Tensor1D } from '../ml/tf.ts';
import { readCheckpoint } from '../ml/training/checkpoint.ts';
import { assignFlat, flatLayout } from '../ml/training/flatWeights.ts';
import { assignWeights, namedWeights, trainableWeights, type WeightTree } from '../ml/weights.ts';

/**
 * Puts the averaged weights of an earlier run into a network of the same form.
 *
 * @throws InkdexError `model-unknown` when there is no such checkpoint; `model-damaged` when it cannot
 *   be used or is of another network
 */
export async function assignEarlierWeights(weights: WeightTree, path: string): Promise<void> {
  const checkpoint = await readCheckpoint(path);
  const average = checkpoint?.tensors.get('average');
  if (checkpoint === undefined || average === undefined) {
    throw new InkdexError('model-unknown', `There is no checkpoint of a run at ${path} to start from.`);
  }
  const names = [...namedWeights(weights).keys()];
  assignWeights(
    weights,
    new Map(
      names.flatMap((name) => {
        const tensor = checkpoint.tensors.get(`weights/${name}`);
        return tensor === undefined ? [] : [[name, tensor] as const];
      }),
    ),
  );
  const trained = trainableWeights(weights);
  assignFlat(flatLayout(trained), trained, average as Tensor1D);
  for (const tensor of checkpoint.tensors.values()) tensor.dispose();
}
