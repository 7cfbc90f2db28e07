import { boxOfPoints, quadOfBox } from '../../shared/geometry.ts';
import type { LabelledWord, WrittenPage } from '../data.ts';

/** Gaps between the boxes of neighbours, as shares of the lower one's height. Less is a fault of the boxes; more is never one box. */
const gaps = { least: -0.15, most: 0.9 };
/** Neighbours stand beside each other by this share of the lower one's height. */
const leastBeside = 0.6;

/**
 * Two and three words in a row as one, with spaces between their texts: they teach a recogniser of words how a box looks that
 * holds several.
 *
 * @returns the page with these in place of its words
 */
export function neighboursOf(page: WrittenPage): WrittenPage {
  const words = page.words.flatMap((word) => {
    const second = nextOf(word, page.words);
    if (second === undefined) return [];
    const third = nextOf(second, page.words);
    return [[word, second], ...(third === undefined ? [] : [[word, second, third]])].map(inOne);
  });
  return { ...page, words };
}

function nextOf(word: LabelledWord, words: readonly LabelledWord[]): LabelledWord | undefined {
  const [left, top, width, height] = word.box;
  const after = words.filter(({ box: [x, y, , rows] }) => {
    const lower = Math.min(height, rows);
    const gap = (x - left - width) / lower;
    const beside = Math.min(top + height, y + rows) - Math.max(top, y);
    return x > left + width / 2 && gap >= gaps.least && gap <= gaps.most && beside >= leastBeside * lower;
  });
  return after.toSorted((a, b) => a.box[0] - b.box[0]).at(0);
}

function inOne(words: readonly LabelledWord[]): LabelledWord {
  const box = boxOfPoints(words.flatMap((word) => quadOfBox(word.box)));
  return { box, text: words.map(({ text }) => text).join(' ') };
}
