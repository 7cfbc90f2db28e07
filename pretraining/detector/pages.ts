import type { InkImage } from '../../main/imaging/pixels.ts';
import { type Box, quadOfBox } from '../../shared/geometry.ts';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decodePhoto } from '../../main/imaging/formats/decode.ts';
import { flattenBackground } from '../../main/imaging/ink/flatten.ts';
import { boards, boxOfRow, dataFolder, trainingBoards, type LabelledPage } from '../data.ts';
import { cell, readTable, type Row } from '../tables.ts';
import { createRandom } from '../../shared/random.ts';
import { pretrainingFonts } from '../packages.ts';
import type { PageMaterial } from '../pages/sheet.ts';
import { createVocabulary } from '../vocabulary/vocabulary.ts';
import { drawMarkedPage } from './drawnPage.ts';
import { markedPage, type MarkedPage } from './markedPage.ts';
import { readInk, readMarkedPage, writeInk, writeMarkedPage } from './pageFiles.ts';

/** Pages are decoded to at most so many pixels: twice what reading takes of a common one (`imaging/pixels.ts`). */
const maxPixels = 8_000_000;

/** Boards of one split; flattened once and kept in `cache`. Those to train on are of both sets. */
export async function boardPages(split: 'train' | 'dev', cache: string): Promise<MarkedPage[]> {
  return await markedPages(split === 'train' ? await trainingBoards() : await boards('dev'), cache);
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
  const cached = join(cache, `${basename(path)}.ink`);
  const kept = await readInk(cached);
  if (kept !== undefined) return kept;
  const { image } = await decodePhoto(path, { maxPixels });
  const ink = flattenBackground(image);
  await writeInk(cached, ink);
  return ink;
}

/**
 * Pages drawn with handwriting fonts, flattened as photos are, kept in `cache`: drawing takes longer
 * than training on what is drawn.
 */
export async function drawnPages(count: number, seed: number, cache: string): Promise<MarkedPage[]> {
  await mkdir(cache, { recursive: true });
  const material = { vocabulary: createVocabulary(), fonts: pretrainingFonts() };
  const pages: MarkedPage[] = [];
  for (let index = 0; index < count; index += 1) {
    pages.push(await drawnPage(seed, index, cache, material));
  }
  return pages;
}

async function drawnPage(
  seed: number,
  index: number,
  cache: string,
  material: PageMaterial,
): Promise<MarkedPage> {
  const name = `drawn-${seed}-${index}`;
  const path = join(cache, name);
  const kept = await readMarkedPage(path);
  if (kept !== undefined) return kept;
  const { ink, marks } = drawMarkedPage(name, createRandom(seed).fork(name), material);
  await writeMarkedPage(path, ink, marks);
  return markedPage(ink, marks);
}
