import type { Sample } from '../../../shared/contract/dataset.ts';

/** Words whose crops are in memory together; a longer page is read as several texts. */
const mostWords = 1000;

type Placed = Pick<Sample, 'page' | 'line' | 'position'>;

/**
 * Samples as texts to be read one after the other: the words of a page in their reading order where it is
 * known of each of them; every other word is a text by itself.
 */
export function textsOf<Item extends Placed>(samples: readonly Item[]): Item[][] {
  return [...Map.groupBy(samples, ({ page }) => page)].flatMap(([page, words]) => {
    const isOrdered =
      page !== null && words.every(({ line, position }) => line !== null && position !== null);
    return isOrdered ? pieces(words.toSorted(inReadingOrder), mostWords) : pieces(words, 1);
  });
}

function inReadingOrder(a: Placed, b: Placed): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.position ?? 0) - (b.position ?? 0);
}

function pieces<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** Texts in groups of at least so many words each; the last may have fewer. */
export function inBatches<Item>(texts: readonly (readonly Item[])[], least: number): (readonly Item[])[][] {
  const batches: (readonly Item[])[][] = [];
  let waiting: (readonly Item[])[] = [];
  let words = 0;
  for (const text of texts) {
    waiting.push(text);
    words += text.length;
    if (words < least) continue;
    batches.push(waiting);
    waiting = [];
    words = 0;
  }
  return waiting.length === 0 ? batches : [...batches, waiting];
}
