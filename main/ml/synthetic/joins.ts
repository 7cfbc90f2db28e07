import type { Point } from '../../../shared/geometry.ts';
import type { Random } from '../../../shared/random.ts';

/** Letters that end at the line, at the height of an x, and those that begin at each place. */
const endsLow = new Set('acdehiklmntuzAKLMRUHEC');
const endsHigh = new Set('bvworfVW');
const beginsRound = new Set('acdgoqe');
const beginsStem = new Set('imnurvwyjpxz');
const beginsTall = new Set('bhklft');

/**
 * The stroke that joins two letters of a hand that does not lift its pen.
 *
 * @param x em, where the next letter's box begins, at the height y of the line
 * @param height of an x, in em
 * @returns undefined where no hand joins such letters
 */
export function joiningStroke(
  before: string,
  after: string,
  [x, y]: Point,
  height: number,
  slant: number,
  random: Random,
): readonly Point[] | undefined {
  const leaves = endsLow.has(before) ? 0.04 : endsHigh.has(before) ? 0.85 : undefined;
  const arrives = beginsRound.has(after)
    ? 0.6
    : beginsStem.has(after)
      ? 0.85
      : beginsTall.has(after)
        ? 0.5
        : undefined;
  if (leaves === undefined || arrives === undefined) return undefined;
  const at = (right: number, up: number): Point => [x + right + slant * up * height, y - up * height];
  const startUp = leaves + random.between(-0.05, 0.08);
  const endUp = arrives + random.between(-0.12, 0.1);
  const sag = Math.min(startUp, endUp) - random.between(-0.05, 0.12);
  return [
    at(-random.between(0.06, 0.12), startUp),
    at(random.between(-0.02, 0.02), Math.max(-0.06, sag)),
    at(random.between(0.05, 0.1), endUp),
  ];
}
