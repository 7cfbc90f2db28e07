import { boxArea, boxOfPoints, quadOfBox, type Box, type Size } from '../../../shared/geometry.ts';
import { median } from '../../../shared/median.ts';

/** A word on its page, and how high it was in the detector's input, in input pixels. */
export interface SeenWord {
  readonly box: Box;
  readonly inputHeight: number;
}

/** Words of like height that lie together, in pixels of the page. */
export interface SizeRegion {
  /** Around them, with one height on each side, in whole pixels. */
  readonly box: Box;
  /** Median height of its words. */
  readonly height: number;
}

/** Words lie together if one is at most so many times as high, and the gap is less than so many heights wide and high. */
const together = { height: 1.7, across: 3, down: 2 } as const;
/** Fewer words say little of how large writing is. */
const leastWords = 3;
/**
 * Writing that is lower or higher, in input pixels, is seen better in an input of its own. Chosen on the training pages of
 * `elsewhere`: F1 .795 as the page is seen, .818 with 20 and 44; 56 leaves alone what a look from afar shows well (walls: the same).
 */
const seenWell = { least: 20, most: 56 } as const;

/**
 * Words of a region are shown so high, in input pixels; a region is enlarged at most so many times. Chosen on the same pages, when a
 * region still took every word in its box: F1 .826, with 26 pixels .816, with 38 .819.
 */
const shown = { height: 32, enlarged: 2.5 } as const;

/**
 * The regions whose writing the page's own input shows too small or too large.
 *
 * @param page regions end at its edges
 * @param mostPixels of all their inputs together, as regions that overlap could show a page many times
 */
export function regionsOfOtherSize(words: readonly SeenWord[], page: Size, mostPixels: number): SizeRegion[] {
  const regions: SizeRegion[] = [];
  let left = mostPixels;
  for (const members of groupsOf(words, (a, b) => lieTogether(a.box, b.box))) {
    const seen = median(members.map(({ inputHeight }) => inputHeight));
    if (members.length < leastWords || (seen >= seenWell.least && seen <= seenWell.most)) continue;
    const height = median(members.map(({ box }) => box[3]));
    const box = boxAround(boxOfPoints(members.flatMap((word) => quadOfBox(word.box))), height, page);
    left -= scaleOfRegion(height) ** 2 * boxArea(box);
    if (left < 0) break;
    regions.push({ box, height });
  }
  return regions;
}

/** A region's words are so many times as high as its usual one, as letters without ascenders are low: others in its box are not its own. */
const ownHeights = { least: 0.3, most: 2.5 } as const;
/** In pixels: a box that ends so near to the region's edge may be cut. */
const edge = 2;

/** Whether a word stands whole within a region and is of its size. */
export function isOfRegion([x, y, width, height]: Box, region: SizeRegion): boolean {
  const [left, top, across, down] = region.box;
  const isWhole =
    x >= left + edge &&
    y >= top + edge &&
    x + width <= left + across - edge &&
    y + height <= top + down - edge;
  return isWhole && height > ownHeights.least * region.height && height < ownHeights.most * region.height;
}

/** Input pixels for each pixel of a region whose words are so high. */
export function scaleOfRegion(height: number): number {
  return Math.min(shown.height / height, shown.enlarged);
}

function boxAround([x, y, width, height]: Box, margin: number, page: Size): Box {
  const [left, top] = [Math.max(0, Math.floor(x - margin)), Math.max(0, Math.floor(y - margin))];
  const right = Math.min(page.width, Math.ceil(x + width + margin));
  const bottom = Math.min(page.height, Math.ceil(y + height + margin));
  return [left, top, right - left, bottom - top];
}

/** What is together, directly or through others. */
export function groupsOf<T>(all: readonly T[], areTogether: (one: T, other: T) => boolean): T[][] {
  const before = all.map((_, index) => index);
  const firstOf = (index: number): number => {
    let first = index;
    while (before[first] !== first) first = before[first];
    before[index] = first;
    return first;
  };
  for (const [index, one] of all.entries()) {
    for (let other = 0; other < index; other += 1) {
      if (areTogether(one, all[other])) before[firstOf(index)] = firstOf(other);
    }
  }
  return [...Map.groupBy(all, (_, index) => firstOf(index)).values()];
}

function lieTogether([x, y, width, height]: Box, [x2, y2, width2, height2]: Box): boolean {
  const higher = Math.max(height, height2);
  if (higher > together.height * Math.min(height, height2)) return false;
  const across = Math.max(x, x2) - Math.min(x + width, x2 + width2);
  const down = Math.max(y, y2) - Math.min(y + height, y2 + height2);
  return across < together.across * higher && down < together.down * higher;
}
