import { beforeAll, describe, expect, it } from 'vitest';
import { gapFeatureCount, judgeGap } from '../../../main/ml/detection/wordGaps.ts';
import { trainGapJudge, type LabelledGap } from '../../../pretraining/detector/gapTraining.ts';
import { tf } from '../../../main/ml/tf.ts';
import { createRandom } from '../../../shared/random.ts';

/** The wider a gap, the surer the network has to be of what lies between. */
function gapsOf(seed: number, count: number): LabelledGap[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const features = Array.from({ length: gapFeatureCount }, () => random.between(-1, 1));
    const [bridge = 0, , empty = 0] = features;
    return { features, isWithinWord: bridge > empty };
  });
}

describe('trainGapJudge', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('learns which gaps are within words, and the same weights from the same seed', async () => {
    const gaps = gapsOf(1, 800);
    const weights = await trainGapJudge(gaps, 3, 400);
    const right = gapsOf(2, 400).filter(
      ({ features, isWithinWord }) => judgeGap(features, weights) > 0 === isWithinWord,
    );
    expect(right.length).toBeGreaterThan(340);
    expect(await trainGapJudge(gaps, 3, 20)).toEqual(await trainGapJudge(gaps, 3, 20));
  });
});
