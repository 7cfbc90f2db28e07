import { type Tensor3D, tf } from '../../main/ml/tf.ts';
import { pickWeighted, type Random } from '../../shared/random.ts';
import { featureCount, type WordFeatures } from './featureFile.ts';

/** Words of one number of time steps, and the sums of the weights up to each. */
interface StepGroup {
  readonly words: readonly WordFeatures[];
  readonly sums: Float64Array;
}

/** What batches are drawn from: words of as many time steps together, each as often as its weight says. */
export type FeaturePool = readonly StepGroup[];

/** @param shares of the sources, of all words drawn */
export function featurePool(
  words: readonly WordFeatures[],
  shares: Readonly<Record<string, number>>,
): FeaturePool {
  const counts = new Map<string, number>();
  for (const { source } of words) counts.set(source, (counts.get(source) ?? 0) + 1);
  return Array.from(
    Map.groupBy(words, ({ steps }) => steps),
    ([, own]) => {
      const sums = new Float64Array(own.length);
      let sum = 0;
      for (const [place, { source }] of own.entries()) {
        sum += (shares[source] ?? 0) / (counts.get(source) ?? 1);
        sums[place] = sum;
      }
      return { words: own, sums };
    },
  );
}

export function drawWords(pool: FeaturePool, random: Random, count: number): WordFeatures[] {
  const group = pickWeighted(pool, ({ sums }) => sums.at(-1) ?? 0, random);
  if (group === undefined) throw new RangeError('There are no features.');
  const { words, sums } = group;
  return Array.from({ length: count }, () => {
    const wanted = random.next() * (sums.at(-1) ?? 0);
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((sums[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return words[low];
  }).filter((word) => word !== undefined);
}

/** Words of as many time steps: [time, batch, features] */
export function featureTensor(words: readonly WordFeatures[]): Tensor3D {
  const steps = words[0]?.steps ?? 0;
  const values = new Float32Array(words.length * steps * featureCount);
  for (const [place, { features }] of words.entries()) {
    for (let step = 0; step < steps; step += 1) {
      const row = features.subarray(step * featureCount, (step + 1) * featureCount);
      values.set(row, (step * words.length + place) * featureCount);
    }
  }
  return tf.tensor3d(values, [steps, words.length, featureCount]);
}
