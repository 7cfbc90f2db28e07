import { characters, foldTerms } from '../../../shared/text.ts';
import type { Box } from '../../../shared/geometry.ts';
import type { InkImage, RgbImage } from '../../../main/imaging/pixels.ts';
import { leanOf, slopeOf } from './lean.ts';

/** What a word is like, by factor; the value is the name of a group of words. */
export type WordFacts = Readonly<Record<string, string>>;

/** Height of a word's box on the photo, which a person sees as its size. */
export function sizeFacts([, , , height]: Box): WordFacts {
  return { height: band(height, [15, 20, 25, 30, 40, 60, 100, 150], 'px') };
}

/** What stands written. */
export function textFacts(text: string, isKnown: (term: string) => boolean): WordFacts {
  return {
    length: band(characters(text).length, [1, 2, 3, 5, 8, 12, 20], 'letters'),
    kind: kindOf(text),
    capitals: capitalsOf(text),
    lexicon: foldTerms(text).every(isKnown) ? 'all terms known' : 'unknown term',
  };
}

/**
 * How it stands there.
 *
 * @param ink of the word with little around it
 * @param picture the same word in colour
 */
export function pictureFacts(ink: InkImage, picture: RgbImage): WordFacts {
  const lean = leanOf(ink);
  const slope = slopeOf(ink);
  return {
    slope: slope === null ? 'short word' : band(Math.abs(slope), [0.075, 0.175, 0.275], 'up or down'),
    slant: lean < -0.15 ? 'leans left' : band(Math.abs(lean), [0.15, 0.35, 0.55], 'to the right'),
    ink: band(strongInk(ink), [60, 100, 150], 'of 255'),
    background: backgroundOf(picture),
  };
}

function kindOf(text: string): string {
  const bare = text.replace(/^[("'«[*-]+|[)"'»\].,;:!?…*-]+$/gu, '');
  if (characters(text).length === 1) return 'single character';
  if (!/[\p{L}\p{N}]/u.test(text)) return 'signs';
  if (/^[\d.,:%-]+$/u.test(bare)) return 'number';
  if (/^\p{L}+(['’-]\p{L}+)*$/u.test(bare) && !/\p{Ll}\p{Lu}/u.test(bare)) {
    return bare === text ? 'plain word' : 'word with marks around';
  }
  return 'code or mixed';
}

function capitalsOf(text: string): string {
  const letters = text.replace(/\P{L}/gu, '');
  if (letters === '') return 'no letters';
  if (letters === letters.toLowerCase()) return 'small';
  if (characters(letters).length > 1 && letters === letters.toUpperCase()) return 'capitals';
  const [first = '', ...rest] = characters(letters);
  const isTitle = first !== first.toLowerCase() && rest.join('') === rest.join('').toLowerCase();
  return isTitle ? 'first letter' : 'mixed';
}

/** The value that all but a twentieth of the strokes' pixels do not exceed. */
function strongInk({ data }: InkImage): number {
  const sorted = data.toSorted();
  return sorted[Math.floor(sorted.length * 0.97)] ?? 0;
}

function backgroundOf({ width, height, data }: RgbImage): string {
  const levels = new Uint8Array(width * height);
  for (let pixel = 0; pixel < levels.length; pixel += 1) {
    const [red = 0, green = 0, blue = 0] = data.subarray(pixel * 3, pixel * 3 + 3);
    levels[pixel] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  const middle = levels.sort()[levels.length >> 1] ?? 0;
  return band(middle, [90, 130, 170, 210], 'of 255');
}

/** `25-29 px`: the group of a number between ascending limits. */
function band(value: number, limits: readonly number[], unit: string): string {
  const above = limits.findLast((limit) => value >= limit);
  const below = limits.find((limit) => value < limit);
  const text = (limit: number): string => String(limit).replace(/^0/u, '');
  if (above === undefined) return `under ${text(limits[0] ?? 0)} ${unit}`;
  if (below === undefined) return `from ${text(above)} ${unit}`;
  return `${text(above)} to ${text(below)} ${unit}`;
}
