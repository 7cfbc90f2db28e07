import { intersectionOverUnion, type Box } from '../../../shared/geometry.ts';
import type { DetectorOutput, WordRegion } from './kernelRegion.ts';
import { regionsOf } from './regions.ts';
import type { Thresholds } from './thresholds.ts';

/**
 * Other thresholds show other words: lower ones those that are faint or odd, higher ones those that ran
 * together. Chosen on boards dev, as `npm run measure -- search` has it.
 */
const otherCuts: readonly Pick<Thresholds, 'kernel' | 'score'>[] = [
  { kernel: 0.2, score: 0.3 },
  { kernel: 0.7, score: 0.6 },
];
/** Boxes that overlap more (intersection over union) are one word, cut a little otherwise. */
const sameWord = 0.6;

/**
 * What a page holds beside its known words, if the detector was too strict or too lenient: places that may be
 * words, with how probably each is.
 *
 * @param known in pixels of the detector's input, as the regions are
 */
export function overlookedRegions(output: DetectorOutput, known: readonly Box[]): WordRegion[] {
  const taken = [...known];
  const found: WordRegion[] = [];
  for (const cut of otherCuts) {
    const regions = regionsOf({ ...output, thresholds: { ...output.thresholds, ...cut } });
    for (const region of regions) {
      if (taken.some((box) => intersectionOverUnion(box, region.box) >= sameWord)) continue;
      taken.push(region.box);
      found.push(region);
    }
  }
  return found;
}
