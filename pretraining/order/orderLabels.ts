import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lineKindSchema, type LineKind } from '../../shared/page/blocks.ts';
import type { Box } from '../../shared/geometry.ts';
import { boxOfRow, dataFolder } from '../data.ts';
import { cell, readTable, type Row } from '../tables.ts';

/** A line of a photo as a person reads it. */
export interface LabelledLine {
  /** Places among the words of the photo, in the order in which they are read. */
  readonly words: readonly number[];
  /** Number of its block on the photo, in reading order. */
  readonly block: number;
  readonly kind: LineKind;
}

/** The words of a photo, in the order of their table. */
export interface UnorderedPage {
  readonly words: readonly { readonly box: Box; readonly text: string; readonly underlined?: boolean }[];
  /** Lone signs, bullets and what cannot be read. */
  readonly others: readonly Box[];
}

/** A photo whose order and blocks were labelled by eye. */
export interface OrderedPage extends UnorderedPage {
  /** A folder of the data, or `pretraining` for `pretraining/boards`. */
  readonly set: string;
  readonly page: string;
  /** Whether constants may be chosen on it: half of the photos, by the hash of their names. The others only measure. */
  readonly mayChoose: boolean;
  readonly lines: readonly LabelledLine[];
}

const labels = join(import.meta.dirname, 'order.tsv');
/** The places of the words that are underlined on their photos, by `orderUnderlines.ts`. */
export const underlinesFile = join(import.meta.dirname, 'underlines.tsv');

/**
 * The photos of `pretraining/order/order.tsv` whose words are at hand.
 *
 * @throws Error for a page of which a word has no line or two
 */
export async function orderedPages(): Promise<OrderedPage[]> {
  const pages: OrderedPage[] = [];
  const rows = existsSync(underlinesFile) ? await readTable(underlinesFile, ['set', 'page', 'words']) : [];
  const underlined = new Map(
    rows.map((row) => [
      `${cell(row, 'set')}/${cell(row, 'page')}`,
      cell(row, 'words').split(' ').map(Number),
    ]),
  );
  for (const { set, page, lines } of await labelledOrder()) {
    const unordered = await wordsOfPage(set, page);
    if (unordered.words.length === 0) continue;
    const marked = new Set(underlined.get(`${set}/${page}`));
    const words = unordered.words.map((word, index) => ({ ...word, underlined: marked.has(index) }));
    const placed = lines.flatMap(({ words }) => words).sort((a, b) => a - b);
    if (placed.length !== unordered.words.length || placed.some((word, index) => word !== index))
      throw new Error(`${labels}: each word of ${set}/${page} must have one line.`);
    pages.push({ set, page, ...unordered, words, mayChoose: mayChoose(`${set}/${page}`), lines });
  }
  return pages;
}

/** The labelled lines of each photo. */
export async function labelledOrder(): Promise<Pick<OrderedPage, 'set' | 'page' | 'lines'>[]> {
  const rows = await readTable(labels, ['set', 'page', 'block', 'kind', 'words']);
  const byPage = Map.groupBy(rows, (row) => `${cell(row, 'set')}/${cell(row, 'page')}`);
  return Array.from(byPage.values(), (ofPage) => {
    const [first] = ofPage;
    const lines = ofPage.map((row): LabelledLine => {
      const words = cell(row, 'words').split(' ').map(Number);
      return { words, block: Number(cell(row, 'block')), kind: lineKindSchema.parse(cell(row, 'kind')) };
    });
    return { set: first?.get('set') ?? '', page: first?.get('page') ?? '', lines };
  });
}

function mayChoose(name: string): boolean {
  return (createHash('sha256').update(name).digest()[0] ?? 0) % 2 === 0;
}

/** @param set as `OrderedPage` has it */
export async function wordsOfPage(set: string, page: string): Promise<UnorderedPage> {
  const folder = set === 'pretraining' ? join(import.meta.dirname, '../boards') : join(dataFolder, set);
  const rowsOf = async (file: string, columns: readonly string[]): Promise<Row[]> => {
    const path = join(folder, file);
    const rows = existsSync(path) ? await readTable(path, columns) : [];
    return rows.filter((row) => cell(row, 'page').replace(/^images\//u, '') === page);
  };
  const isRunning = set === 'pages';
  const words = await rowsOf(isRunning ? 'lines.tsv' : 'words.tsv', ['page', 'text']);
  return {
    words: words.flatMap((row) =>
      isRunning
        ? wordsOfLine(boxOfRow(row), cell(row, 'text'))
        : [{ box: boxOfRow(row), text: cell(row, 'text') }],
    ),
    others: (await rowsOf('ignore.tsv', ['page'])).map(boxOfRow),
  };
}

/** The words of a line whose box alone is known, cut by their numbers of letters. */
function wordsOfLine([x, y, width, height]: Box, text: string): { box: Box; text: string }[] {
  const letter = width / text.length;
  return Array.from(text.matchAll(/\S+/gu), ({ 0: word, index }) => {
    return { box: [x + index * letter, y, word.length * letter, height], text: word };
  });
}
