import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { quadOfBox, type Box } from '../../../shared/geometry.ts';
import { decodePhoto } from '../../imaging/decode.ts';
import { flattenBackground } from '../../imaging/flatten.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { markedPage, type MarkedPage } from './page.ts';
import { boards, dataFolder, type LabelledPage } from '../data.ts';
import { cell, numberCell, readTable, type Row } from '../tables.ts';

/** Pages are decoded to at most so many pixels: twice what reading takes of a common one (`imaging/pagePixels.ts`). */
const maxPixels = 8_000_000;

/** Boards of one split; flattened once and kept in `cache`. */
export async function boardPages(split: 'train' | 'dev', cache: string): Promise<MarkedPage[]> {
  return await markedPages(await boards(split), cache);
}

async function markedPages(pages: readonly LabelledPage[], cache: string): Promise<MarkedPage[]> {
  const marked: MarkedPage[] = [];
  for (const { path, page, words, ignore } of pages) {
    const ink = await flattenedPage(path, cache);
    marked.push(
      markedPage(ink, { name: page, words: words.map(({ box }) => quadOfBox(box)), ignored: ignore }),
    );
  }
  return marked;
}

/**
 * The French pages. Only words that were boxed with certainty are words; the other text of their
 * lines, and what lies outside of all lines, is masked.
 */
export async function frenchPages(cache: string): Promise<MarkedPage[]> {
  const folder = join(dataFolder, 'pages');
  const columns = ['page', 'x', 'y', 'w', 'h'];
  const [lines, words] = await Promise.all([
    readTable(join(folder, 'lines.tsv'), columns),
    readTable(join(folder, 'words.tsv'), columns),
  ]);
  const pages: MarkedPage[] = [];
  for (const page of new Set(words.map((row) => cell(row, 'page')))) {
    const ink = await flattenedPage(join(folder, 'images', page), cache);
    const ofPage = (row: Row): boolean => row.get('page') === page;
    const lineBoxes = lines.filter(ofPage).map(boxOfRow);
    pages.push(
      markedPage(ink, {
        name: page,
        words: words.filter(ofPage).map((row) => quadOfBox(boxOfRow(row))),
        ignored: [...lineBoxes, ...around(lineBoxes, ink)],
      }),
    );
  }
  return pages;
}

/** The four sides of a page outside the box around all its lines. */
function around(lines: readonly Box[], { width, height }: InkImage): Box[] {
  const left = Math.min(...lines.map(([x]) => x));
  const top = Math.min(...lines.map(([, y]) => y));
  const right = Math.max(...lines.map(([x, , lineWidth]) => x + lineWidth));
  const bottom = Math.max(...lines.map(([, y, , lineHeight]) => y + lineHeight));
  return [
    [0, 0, width, Math.max(0, top)],
    [0, bottom, width, Math.max(0, height - bottom)],
    [0, 0, Math.max(0, left), height],
    [right, 0, Math.max(0, width - right), height],
  ];
}

async function flattenedPage(path: string, cache: string): Promise<InkImage> {
  return await cachedInk(join(cache, `${basename(path)}.ink`), async () => {
    const { image } = await decodePhoto(path, { maxPixels });
    return flattenBackground(image);
  });
}

/** Width and height as uint32, then the pixels. */
export async function cachedInk(path: string, make: () => Promise<InkImage>): Promise<InkImage> {
  const kept = await readIfThere(path);
  if (kept !== undefined) {
    return { width: kept.readUInt32LE(0), height: kept.readUInt32LE(4), data: kept.subarray(8) };
  }
  const ink = await make();
  const header = Buffer.alloc(8);
  header.writeUInt32LE(ink.width, 0);
  header.writeUInt32LE(ink.height, 4);
  await mkdir(join(path, '../../ml'), { recursive: true });
  // Named by process: two runs may fill the same cache.
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, Buffer.concat([header, ink.data]));
  await rename(beside, path);
  return ink;
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function boxOfRow(row: Row): Box {
  return [numberCell(row, 'x'), numberCell(row, 'y'), numberCell(row, 'w'), numberCell(row, 'h')];
}
