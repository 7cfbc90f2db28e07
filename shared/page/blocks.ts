import { z } from 'zod';
import type { Box } from '../geometry.ts';
import { createNearestLine } from './layout.ts';
import { median } from '../median.ts';
import { cellsOf, hasCodeSigns, keyword, looksLikeCode, tablesIn } from './tableLines.ts';
import { levelLines, textOf, type LevelLine, type Shape } from './textLines.ts';

/** What a line of a page is. `text` in a list goes on with the item above it. */
export const lineKindSchema = z.enum(['heading', 'text', 'item', 'code', 'cell']);
export type LineKind = z.infer<typeof lineKindSchema>;

export const blockKindSchema = z.enum(['heading', 'text', 'list', 'code', 'table']);
export type BlockKind = z.infer<typeof blockKindSchema>;

export interface BlockLine<Item> {
  readonly words: readonly Item[];
  readonly kind: LineKind;
  /** Of code: how many steps it stands to the right of the leftmost line of its block. */
  readonly indent: number;
  /** Of a table: its words by columns, of which some may be empty. Of any other line all words. */
  readonly cells: readonly (readonly Item[])[];
}

/** Lines of a page that belong together. */
export interface Block<Item> {
  readonly kind: BlockKind;
  readonly lines: readonly BlockLine<Item>[];
}

// Chosen on half of the photos of `npm run measure -- order`, as the weights of headings are.
/** A lead of so many usual ones of its block, and of so many sizes, begins a new block. */
const [widestLead, leastLead] = [1.7, 1.8];
/** A bullet is at most so high and so wide, and so far from its line, in sizes. */
const [bulletHeight, bulletWidth, bulletGap] = [1, 1.8, 1.8];
/** Of the lines of code at least this share looks like it, and of them fewer are items. */
const [leastCode, fewItems] = [0.5, 0.34];
/** A step of indented code, in sizes. */
const indentStep = 1.5;

/** A line and what is known of it. */
interface View {
  readonly line: LevelLine;
  readonly above: LevelLine | undefined;
  readonly below: LevelLine | undefined;
  readonly text: string;
  readonly isHeading: boolean;
  readonly isItem: boolean;
  /** Where an item goes on that has several lines begins right of this, between its bullet and its text. */
  readonly hanging: number;
}

/**
 * The blocks of a page, in the order of its lines: lines that follow each other down a column, without wide gaps. What they are is
 * told from sizes, distances and text.
 *
 * @param lines in reading order, none of them empty
 * @param marks boxes without text, among them bullets
 */
export function blocksOf<Item>(
  lines: readonly (readonly Item[])[],
  shapeOf: (item: Item) => Shape,
  marks: readonly Box[] = [],
): Block<Item>[] {
  const shapes = lines.map((line) => line.map(shapeOf));
  const level = levelLines(shapes);
  const usual = median(level.map(({ size }) => size));
  const nearestLine = createNearestLine(level);
  const views = level.map((line, index) =>
    viewOf(line, nearestLine, usual, bulletsOf(shapes[index] ?? [], line, marks)),
  );
  const rows = views.filter(({ text, isItem }) => !looksLikeCode(text) && !isItem);
  const mayBeRow = new Set(rows.map(({ line }) => line));
  const tables = tablesIn(level, (line) => mayBeRow.has(line));
  const tableOf = (view: View | undefined) => view && tables.get(view.line);
  const runs: View[][] = [];
  for (const view of views) {
    const before = runs.at(-1)?.at(-1);
    const table = tableOf(view);
    const isNext = before?.below === view.line && view.above === before.line;
    const isTextNext = table === undefined && isNext && !view.isHeading && !before.isHeading;
    if (table === tableOf(before) && (table !== undefined || isTextNext)) runs.at(-1)?.push(view);
    else runs.push([view]);
  }
  const words = new Map(level.map((line, index) => [line, lines[index] ?? []]));
  const blocks = runs.flatMap((run) => (tableOf(run[0]) === undefined ? splitAtGaps(run) : [run]));
  return blocks.flatMap((block): Block<Item>[] => {
    const columns = tableOf(block[0]);
    const kinds = columns === undefined ? kindsOf(block) : block.map(() => 'cell' as const);
    const left = Math.min(...block.map(({ line }) => line.left));
    const step = indentStep * median(block.map(({ line }) => line.size));
    const lines = block.map(({ line }, index): BlockLine<Item> => {
      const kind = kinds[index] ?? 'text';
      const own = words.get(line) ?? [];
      const indent = kind === 'code' ? Math.round((line.left - left) / step) : 0;
      return { words: own, kind, indent, cells: columns === undefined ? [own] : cellsOf(own, line, columns) };
    });
    return listsIn(block, lines).map((part) => {
      const kind = part.some((line) => line.kind === 'item') ? 'item' : (part[0]?.kind ?? 'text');
      return { kind: blockKinds[kind], lines: part };
    });
  });
}

/** Of a block of lines of a kind; a list has text, too. */
const blockKinds = {
  heading: 'heading',
  text: 'text',
  item: 'list',
  code: 'code',
  cell: 'table',
} as const satisfies Record<LineKind, BlockKind>;

function splitAtGaps(run: readonly View[]): View[][] {
  const leads = run.slice(1).map(({ line }, index) => line.middle - (run[index]?.line.middle ?? line.middle));
  const usual = median(leads);
  const blocks: View[][] = [];
  for (const [index, view] of run.entries()) {
    const lead = leads[index - 1] ?? Infinity;
    if (lead > Math.max(widestLead * usual, leastLead * view.line.size)) blocks.push([view]);
    else blocks.at(-1)?.push(view);
  }
  return blocks;
}

/** The lines of a block in parts: what begins at the edge of the bullets, or left of it, ends a list. */
function listsIn<Line extends BlockLine<unknown>>(block: readonly View[], lines: readonly Line[]): Line[][] {
  const parts: Line[][] = [];
  let item: View | undefined;
  const right = Math.max(...block.map(({ line }) => line.right));
  for (const [index, line] of lines.entries()) {
    const view = block[index];
    if (view === undefined) continue;
    // What ended a list does not begin the next one.
    const beginsList = line.kind === 'item' && item === undefined && parts.length > 1;
    if (line.kind === 'item') item = view;
    const isOut = line.kind === 'text' && item !== undefined && view.line.left < item.hanging;
    // Some go on below their bullet: then the line above is full, and another item follows.
    const goesOn =
      isFull(block[index - 1], right) &&
      /^\p{Ll}/u.test(view.text) &&
      lines.slice(index).some(({ kind }) => kind === 'item');
    // A sign alone is a bullet of nothing.
    const endsList = isOut && !goesOn && /[\p{L}\p{N}]/u.test(view.text);
    if (endsList) item = undefined;
    if (endsList || beginsList || parts.length === 0) parts.push([line]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

/** Whether a line ends near the right edge of its block. */
function isFull(view: View | undefined, right: number): boolean {
  return view !== undefined && view.line.right > right - 3 * view.line.size;
}

function kindsOf(block: readonly View[]): LineKind[] {
  if (block.some(({ isHeading }) => isHeading)) return block.map(() => 'heading');
  const isItem = itemsOf(block);
  const share = (of: readonly boolean[]): number => of.filter(Boolean).length / block.length;
  const isCode = block.map(({ text }) => looksLikeCode(text));
  const isSure = isCode.filter(Boolean).length > 1 || block.some(({ text }) => hasCodeSigns(text));
  if (isSure && share(isCode) >= leastCode && share(isItem) < fewItems) return block.map(() => 'code');
  return isItem.map((each) => (each ? 'item' : 'text'));
}

/** Lines with a bullet, and lines that are numbered one after the other. */
function itemsOf(block: readonly View[]): boolean[] {
  const numbers = block.map(({ text }) => /^\(?(\d{1,2})[.):]? /u.exec(text)?.[1] ?? null);
  return block.map(({ isItem }, index) => {
    const number = numbers[index] ?? null;
    if (isItem || number === null) return isItem;
    const follows = numbers.slice(0, index).includes(String(Number(number) - 1));
    return follows || numbers.slice(index).includes(String(Number(number) + 1));
  });
}

/** A word that is a bullet, and one that is the number of an item. */
export const bulletSign = /^[-–—•·∙‣▪◦*→➔]$/u;
export const numberSign = /^\(?(\d{1,3})[.):]?$/u;
/** A bullet or a number at the beginning of a line, with what follows it. */
const itemMark = /^(?:[-–—•·∙‣▪◦*→➔]|\(?\d{1,2}[.)](?!\d))/u;

/** The marks left of a line: bullets, and circled numbers, which are larger. */
function bulletsOf(
  shapes: readonly Shape[],
  { left, size }: LevelLine,
  marks: readonly Box[],
): { readonly isBulleted: boolean; readonly isCircled: boolean; readonly edge: number } {
  const [, top, , height] = shapes[0]?.box ?? [0, 0, 0, 0];
  const beside = marks.filter(
    ([x, y, w, h]) =>
      x + w < left + 0.3 * size &&
      left - x - w < bulletGap * size &&
      Math.abs(y + h / 2 - top - height / 2) < 0.8 * size,
  );
  const bullets = beside.filter(([, , w, h]) => h < bulletHeight * size && w < bulletWidth * size);
  return {
    isBulleted: bullets.length > 0,
    edge: Math.min(left, ...bullets.map(([x]) => x)),
    isCircled: beside.some(([, , , h]) => h >= bulletHeight * size && h < 3 * size),
  };
}

/** How many lines below a heading say how large the usual writing is. */
const linesBelow = 4;

function viewOf(
  line: LevelLine,
  nearestLine: ReturnType<typeof createNearestLine>,
  usual: number,
  { isBulleted, isCircled, edge }: ReturnType<typeof bulletsOf>,
): View {
  const above = nearestLine(line, 'above');
  const below = nearestLine(line, 'below');
  const next: LevelLine[] = [];
  for (let at = below; at !== undefined && next.length < linesBelow; at = nearestLine(at, 'below'))
    next.push(at);
  const text = textOf(line);
  const words = text.split(' ');
  const larger = (size: number | undefined): number =>
    size === undefined ? 0 : Math.min(1, Math.max(-1, Math.log(line.size / size)));
  const lead = (other: LevelLine | undefined, ofNone: number): number =>
    other === undefined ? ofNone : Math.min(3, Math.abs(other.middle - line.middle) / usual);
  const width = below === undefined ? 1 : Math.min(3, (line.right - line.left) / (below.right - below.left));
  const isTitle = words.every((word) => /^[^\p{L}]*(?:\p{Lu}|\d)/u.test(word) || !/\p{L}/u.test(word));
  // Logistic regression on the same half.
  const score =
    -8.02 +
    0.69 * larger(usual) +
    1.1 * larger(below?.size) +
    0.53 * larger(next.length === 0 ? undefined : median(next.map(({ size }) => size))) +
    1.68 * lead(above, 3) +
    0.52 * lead(below, 0) -
    0.49 * width -
    0.35 * Math.min(8, words.length) +
    (isTitle ? 1.63 : 0) +
    (/^\p{Lu}/u.test(text) ? 1.3 : 0) +
    (text.endsWith(':') ? 1.6 : 0) -
    (/[.,;]$/u.test(text) ? 0.7 : 0) -
    (hasCodeSigns(text) ? 1.95 : 0) -
    (keyword.test(text) ? 1.12 : 0) +
    (isCircled ? 1.5 : 0) -
    (isBulleted ? 0.92 : 0) +
    2.33 * (line.words.filter((word) => word.isUnderlined).length / line.words.length);
  // What is read of a stroke is no heading.
  const isHeading = score > headingFrom && leastTitle.test(text);
  // A sign alone is a bullet of nothing.
  const isItem = !isHeading && (isBulleted || itemMark.test(text)) && /[\p{L}\p{N}]/u.test(text);
  return { line, above, below, text, isHeading, isItem, hanging: hangingOf(line, edge) };
}

/** Half way between the edge of a bullet and the text behind it. */
function hangingOf({ words: [first, second], left, size }: LevelLine, edge: number): number {
  const isBullet = first !== undefined && (bulletSign.test(first.text) || numberSign.test(first.text));
  const start = edge < left ? left : isBullet ? second?.left : undefined;
  return (edge + (start ?? edge + size)) / 2;
}
const headingFrom = -0.4;
const leastTitle = /\p{L}.*\p{L}.*\p{L}|\p{Lu}{2}/u;
