import { wordOf } from '../../../main/ml/language/wordPairs.ts';

/** So many words in a row are hardly the same by chance. */
export const runLength = 4;

/** Whether each word of the pages, one page after the other, stands in no run that a page for training has. */
export function ownText(pages: readonly string[][], known: readonly string[][]): boolean[] {
  const runs = new Set(known.flatMap(runsOf));
  return pages.flatMap((page) => {
    const isOwn = page.map(() => true);
    for (const [start, run] of runsOf(page).entries()) {
      if (runs.has(run)) isOwn.fill(false, start, start + runLength);
    }
    return isOwn;
  });
}

/** The runs of words by the place of the first, without case and punctuation. */
function runsOf(page: readonly string[]): string[] {
  const words = page.map(wordOf);
  const count = Math.max(0, words.length - runLength + 1);
  return Array.from({ length: count }, (_, start) => words.slice(start, start + runLength).join(' '));
}
