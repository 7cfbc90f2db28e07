import { readPage } from '../../../main/reader/reader.ts';
import { boards2, type LabelledPage } from '../../../pretraining/data.ts';
import { intersectionOverUnion } from '../../../shared/geometry.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { openModels, printModels } from '../../../pretraining/shippedModels.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';

const definitions = `
in order: of the words that are found (IoU at least .5), the share of neighbours in the text of a photo that are neighbours in the
order of the labels, too. Some pages are labelled column by column where a person reads across, so that 1 is not reached.`;

/** How well the text of a photo is in the order in which a person reads it. */
export async function measureOrder(): Promise<void> {
  const models = await openModels(2);
  printModels(models);
  const rows: string[][] = [];
  for (const split of ['train', 'dev2'] as const) {
    const all = await boards2(split);
    const pages = unlessShort(all, all.slice(0, 1));
    let [kept, neighbours] = [0, 0];
    for (const page of pages) {
      const { words } = await readPage(page.path, models, { alternatives: 1 });
      const order = labelsInOrder(page, words);
      kept += keptNeighbours(order);
      neighbours += Math.max(0, order.length - 1);
    }
    rows.push([split, String(pages.length), String(neighbours), share(kept / neighbours)]);
  }
  printTable(['boards2', 'photos', 'neighbours', 'in order'], rows);
  print(definitions);
}

type Found = Parameters<typeof intersectionOverUnion>[0];

/** The index of each found word's label, in the order of the text. */
function labelsInOrder({ words: labels }: LabelledPage, words: readonly { readonly box: Found }[]): number[] {
  const free = new Set(labels.keys());
  return words.flatMap(({ box }) => {
    const best = [...free]
      .map((index) => ({ index, overlap: intersectionOverUnion(labels[index]?.box ?? [0, 0, 0, 0], box) }))
      .reduce((a, b) => (b.overlap > a.overlap ? b : a), { index: -1, overlap: 0 });
    if (best.overlap < 0.5) return [];
    free.delete(best.index);
    return [best.index];
  });
}

function keptNeighbours(order: readonly number[]): number {
  const sorted = order.toSorted((a, b) => a - b);
  const following = new Map(sorted.slice(1).map((label, index) => [sorted[index], label]));
  return order.filter((label, index) => index > 0 && following.get(order[index - 1]) === label).length;
}
