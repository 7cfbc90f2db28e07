import { boxArea, boxOfPoints, intersectionArea, quadOfBox, type Box } from '../../shared/geometry.ts';

/** A word as Inkdex reads it, or as a person corrected it. */
export interface ReadLabel {
  /** Place among the words that were read; further ones count on from 1000. */
  readonly number: number;
  readonly box: Box;
  /** Line of the photo; null for a word that was not found. */
  readonly line: number | null;
  readonly text: string;
  /** 1 for what a person wrote. */
  readonly confidence: number;
}

export interface CorrectedLabels {
  readonly words: readonly ReadLabel[];
  /** What cannot be read, print and signs: regions to ignore. */
  readonly ignored: readonly ReadLabel[];
  /** What is wrong with the corrections, for the one who writes them. */
  readonly problems: readonly string[];
}

/** In place of a text: no word, a region to ignore. */
export const noWord = '#';
const firstOwn = 1000;
/** Of two boxes that share more of the smaller one, one is too many. */
const mostShared = 0.4;
/** A region is dropped where more of it lies on words. */
const mostOnWords = 0.5;

/**
 * The words of a photo after corrections, one a line: key, tab, text. What no line names stays as it was read.
 *
 * - `12<TAB>Word`: another text. `12<TAB>#`: no word.
 * - `12+13<TAB>Word`: two boxes are one word. `12[0:45]<TAB>one`, `12[48:100]<TAB>two`: parts of a box, in percent of its width.
 * - `@x,y,w,h<TAB>Word`: a word that has no box, in pixels of the photo.
 * - `// ...`: a comment.
 */
export function correctedLabels(read: readonly ReadLabel[], corrections: string): CorrectedLabels {
  const named = new Set<number>();
  const problems: string[] = [];
  const own = corrections.split('\n').flatMap((row, index): ReadLabel[] => {
    if (row.trim() === '' || row.startsWith('//')) return [];
    const [key = '', text = ''] = row.split('\t').map((cell) => cell.trim());
    const places = placesOf(key, read);
    if (places === null || !/^\S+$/u.test(text)) {
      problems.push(`line ${index + 1}: expected a key, a tab and one word, found ${JSON.stringify(row)}`);
      return [];
    }
    for (const { number } of places) if (number !== null) named.add(number);
    const [first] = places;
    const isWhole = places.length === 1 && first?.isWhole === true;
    const number = isWhole && first.number !== null ? first.number : firstOwn + index;
    return [
      {
        number,
        box: boxOfPoints(places.flatMap((place) => quadOfBox(place.box))),
        line: first?.line ?? null,
        text,
        confidence: 1,
      },
    ];
  });
  const all = [...read.filter(({ number }) => !named.has(number)), ...own];
  const words = all.filter(({ text }) => text !== noWord);
  const ignored = all.filter(
    ({ text, box }) =>
      text === noWord && !words.some((word) => intersectionArea(word.box, box) > mostOnWords * boxArea(box)),
  );
  return { words, ignored, problems: [...problems, ...overlaps(words)] };
}

interface Place {
  /** Null for a box of its own. */
  readonly number: number | null;
  readonly isWhole: boolean;
  readonly box: Box;
  readonly line: number | null;
}

/** Null for a key that names no place. */
function placesOf(key: string, read: readonly ReadLabel[]): Place[] | null {
  const own = /^@(\d+),(\d+),(\d+),(\d+)$/u.exec(key)?.slice(1).map(Number);
  if (own !== undefined) {
    const [x = 0, y = 0, width = 0, height = 0] = own;
    return [{ number: null, isWhole: true, box: [x, y, width, height], line: null }];
  }
  const places = key.split('+').map((part) => partOf(part, read));
  return places.every((place) => place !== null) ? places : null;
}

function partOf(key: string, read: readonly ReadLabel[]): Place | null {
  const [, number, from, to] = /^(\d+)(?:\[(\d+):(\d+)\])?$/u.exec(key) ?? [];
  const word = read.find((each) => each.number === Number(number));
  if (number === undefined || word === undefined) return null;
  const [x, y, width, height] = word.box;
  const [start, end] = [Number(from ?? 0) / 100, Number(to ?? 100) / 100];
  if (start >= end || end > 1) return null;
  const box: Box = [x + start * width, y, (end - start) * width, height];
  return { number: word.number, isWhole: from === undefined, box, line: word.line };
}

function overlaps(words: readonly ReadLabel[]): string[] {
  return words.flatMap((word, index) =>
    words.slice(0, index).flatMap((other) => {
      const smaller = Math.min(boxArea(word.box), boxArea(other.box));
      const isDouble = intersectionArea(word.box, other.box) > mostShared * smaller;
      return isDouble ? [`${other.number} ${other.text} and ${word.number} ${word.text} overlap`] : [];
    }),
  );
}
