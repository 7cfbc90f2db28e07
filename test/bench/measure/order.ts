import { orderedPages, type OrderedPage } from '../../../pretraining/order/orderLabels.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';
import { middleOfBox } from '../../../shared/geometry.ts';
import { blocksOf } from '../../../shared/page/blocks.ts';
import { layOut } from '../../../shared/page/layout.ts';
import { addCounts, f1, orderCounts, type FoundLine } from './orderScores.ts';

const definitions = `
Words and their boxes are labels, so that only the order is measured; bullets and lone signs have a box and no text. Running text: its
lines have boxes, in which each letter takes the same space. in lines: of neighbouring words of a line, the share that follow each
other in the text. line to line: the same for the last word of a line and the first of the next line of its block. both: of these
together. blocks: lines in the block that stands for theirs. F1: of lines by their first words. Half of the photos, by the hash of
their names, may choose constants; the other half only measures. Tesseract's order is left out: it finds few of a board's words.`;

type LaysOut = (page: OrderedPage) => FoundLine[];

/** How well the text of a photo is in the order in which a person reads it, and whether its blocks and their kinds are found. */
export async function measureOrder(): Promise<void> {
  const pages = await orderedPages();
  const isRunning = ({ set }: OrderedPage): boolean => set === 'pages';
  const parts = [
    ['boards and notes that may choose', pages.filter((page) => !isRunning(page) && page.mayChoose)],
    ['boards and notes that only measure', pages.filter((page) => !isRunning(page) && !page.mayChoose)],
    ['running text', pages.filter(isRunning)],
  ] as const;
  for (const [title, some] of parts) {
    if (some.length === 0) continue;
    print(`\n${title}: ${some.length} photos`);
    printTable(
      ['order', 'in lines', 'line to line', 'both', 'blocks', 'headings F1', 'items F1', 'code F1'],
      [
        ['Inkdex', ...scores(some, asInkdex)],
        ['without bullets and signs', ...scores(some, ({ words }) => asInkdex({ words, others: [] }))],
        ['top to bottom', ...scores(some, topToBottom)],
      ],
    );
  }
  print(definitions);
}

function scores(pages: readonly OrderedPage[], laysOut: LaysOut): string[] {
  const { within, between, blocks, kinds } = addCounts(pages.map((page) => orderCounts(page, laysOut(page))));
  const both = (within[0] + between[0]) / (within[1] + between[1]);
  const shares = [within[0] / within[1], between[0] / between[1], both, blocks[0] / blocks[1]];
  return [...shares, f1(kinds.heading), f1(kinds.item), f1(kinds.code)].map(share);
}

/** The lines and blocks that the text of a photo has in Inkdex. */
export function asInkdex({ words, others }: Pick<OrderedPage, 'words' | 'others'>): FoundLine[] {
  const marks = others.map((box) => ({ box, text: '', isMark: true }));
  const items = [...words, ...marks].map((word, index) => ({ ...word, index }));
  const blocks = blocksOf(
    layOut(items, (item) => item),
    (item) => item,
    others,
  );
  return blocks.flatMap(({ lines }, block) =>
    lines.map(({ words: members, kind }) => ({ words: members.map(({ index }) => index), block, kind })),
  );
}

/** Words whose middles are within half a height of the first one are a row; rows from above, words from the left. */
function topToBottom({ words }: OrderedPage): FoundLine[] {
  const rows: { readonly middle: number; readonly height: number; readonly words: number[] }[] = [];
  const places = [...words.keys()];
  const middle = (word: number): readonly [number, number] => middleOfBox(words[word]?.box ?? [0, 0, 0, 0]);
  for (const word of places.toSorted((a, b) => middle(a)[1] - middle(b)[1])) {
    const row = rows.at(-1);
    const [, y] = middle(word);
    if (row !== undefined && y - row.middle < row.height / 2) row.words.push(word);
    else rows.push({ middle: y, height: words[word]?.box[3] ?? 0, words: [word] });
  }
  return rows.map((row) => {
    const members = row.words.toSorted((a, b) => middle(a)[0] - middle(b)[0]);
    return { words: members, block: 0, kind: 'text' };
  });
}
