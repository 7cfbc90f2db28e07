import type { LabelledLine, OrderedPage } from '../../../pretraining/order/orderLabels.ts';

/** Counts of photos, which add up. */
export interface OrderCounts {
  /** Neighbouring words of a line that follow each other, and all of them. */
  readonly within: readonly [right: number, all: number];
  /** The same for the last word of a line and the first of the next one of its block. */
  readonly between: readonly [right: number, all: number];
  /** Lines in the right block. */
  readonly blocks: readonly [right: number, all: number];
  /** Lines of a kind, by their first words. */
  readonly kinds: Readonly<Record<ScoredKind, Detected>>;
}

export type ScoredKind = 'heading' | 'item' | 'code';

interface Detected {
  readonly right: number;
  readonly found: number;
  readonly all: number;
}

/** A layout with its lines in the order of its text. */
export type FoundLine = LabelledLine;

/** Compares a layout of a page's words with the labelled one. */
export function orderCounts({ lines }: Pick<OrderedPage, 'lines'>, found: readonly FoundLine[]): OrderCounts {
  const text = found.flatMap(({ words }) => words);
  const following = new Map(text.slice(1).map((word, index) => [text[index], word]));
  const follows = (a: number | undefined, b: number | undefined): boolean => following.get(a) === b;
  const pairs = lines.flatMap(({ words }) =>
    words.slice(1).map((word, index) => follows(words[index], word)),
  );
  const turns = lines.flatMap(({ words, block }, index) => {
    const next = lines[index + 1];
    return next?.block === block ? [follows(words.at(-1), next.words[0])] : [];
  });
  const inRightBlock = linesInRightBlock(lines, found);
  const kinds = { heading: detected(lines, found, 'heading'), item: detected(lines, found, 'item') };
  return {
    within: [pairs.filter(Boolean).length, pairs.length],
    between: [turns.filter(Boolean).length, turns.length],
    blocks: [inRightBlock, lines.length],
    kinds: { ...kinds, code: detected(lines, found, 'code') },
  };
}

export function addCounts(all: readonly OrderCounts[]): OrderCounts {
  const sum = (of: (counts: OrderCounts) => number): number =>
    all.reduce((total, each) => total + of(each), 0);
  const both = (of: (counts: OrderCounts) => readonly [number, number]): [number, number] => [
    sum((each) => of(each)[0]),
    sum((each) => of(each)[1]),
  ];
  const kind = (name: ScoredKind): Detected => ({
    right: sum(({ kinds }) => kinds[name].right),
    found: sum(({ kinds }) => kinds[name].found),
    all: sum(({ kinds }) => kinds[name].all),
  });
  return {
    within: both(({ within }) => within),
    between: both(({ between }) => between),
    blocks: both(({ blocks }) => blocks),
    kinds: { heading: kind('heading'), item: kind('item'), code: kind('code') },
  };
}

export function f1({ right, found, all }: Detected): number {
  return (2 * right) / (found + all);
}

/** Cells of tables count for nothing: they may hold code as well. */
function detected(lines: readonly LabelledLine[], found: readonly FoundLine[], kind: ScoredKind): Detected {
  const starts = (of: readonly LabelledLine[]): (number | undefined)[] =>
    of.filter((line) => line.kind === kind).map(({ words }) => words[0]);
  const wanted = new Set(starts(lines));
  const cells = new Set(lines.filter((line) => line.kind === 'cell').flatMap(({ words }) => words));
  const got = starts(found).filter((word) => !cells.has(word ?? -1));
  return { right: got.filter((word) => wanted.has(word)).length, found: got.length, all: wanted.size };
}

/**
 * Each found block stands for at most one labelled block and the other way round, the most alike by their words (IoU) first. A
 * labelled line is in the right block if most of its words are in the block that stands for its own.
 */
function linesInRightBlock(lines: readonly LabelledLine[], found: readonly FoundLine[]): number {
  const [wanted, got] = [wordsByBlock(lines), wordsByBlock(found)];
  const alike = [...wanted].flatMap(([block, words]) =>
    [...got].map(([other, members]) => {
      const shared = words.filter((word) => members.includes(word)).length;
      return { block, other, iou: shared / (words.length + members.length - shared) };
    }),
  );
  const partners = new Map<number, number>();
  for (const { block, other, iou } of alike.toSorted((a, b) => b.iou - a.iou)) {
    if (iou > 0 && !partners.has(block) && ![...partners.values()].includes(other))
      partners.set(block, other);
  }
  return lines.filter(({ words, block }) => {
    const members = got.get(partners.get(block) ?? -1) ?? [];
    return 2 * words.filter((word) => members.includes(word)).length > words.length;
  }).length;
}

function wordsByBlock(lines: readonly LabelledLine[]): Map<number, number[]> {
  const blocks = new Map<number, number[]>();
  for (const { words, block } of lines) blocks.set(block, [...(blocks.get(block) ?? []), ...words]);
  return blocks;
}
