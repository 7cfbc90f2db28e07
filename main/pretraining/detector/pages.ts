import type { InkImage } from '../../imaging/pixels.ts';
import { quadSize, type Box, type Quad, quadOfBox, boxSchema, quadSchema } from '../../../shared/geometry.ts';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decodePhoto } from '../../imaging/decode.ts';
import { flattenBackground } from '../../imaging/flatten.ts';
import { boards, dataFolder, type LabelledPage } from '../data.ts';
import { cell, numberCell, readTable, type Row } from '../tables.ts';
import { z } from 'zod';
import { createRandom } from '../../../shared/random.ts';
import { pretrainingFonts } from '../packages.ts';
import { drawPage } from '../pages/drawPage.ts';
import type { PageMaterial } from '../pages/sheet.ts';
import { createVocabulary } from '../vocabulary/vocabulary.ts';

/** A flattened page and what is known of it, in pixels of the page. */
export interface MarkedPage {
  readonly name: string;
  readonly words: readonly Quad[];
  /** Where nobody says whether there is a word. */
  readonly ignored: readonly Box[];
  /** The ink at full size, then halved again and again: what is shrunk is drawn from a smaller one. */
  readonly levels: readonly InkImage[];
  /** Median height of its words in pixels. */
  readonly wordHeight: number;
}

interface PageMarks {
  readonly name: string;
  readonly words: readonly Quad[];
  readonly ignored: readonly Box[];
}

const levelCount = 3;
/** Of a page without words. */
const usualWordHeight = 32;

export function markedPage(ink: InkImage, marks: PageMarks): MarkedPage {
  const levels = [ink];
  for (let level = 1; level < levelCount; level += 1) levels.push(halved(levels[level - 1] ?? ink));
  const heights = marks.words.map((quad) => quadSize(quad).height).sort((a, b) => a - b);
  return { ...marks, levels, wordHeight: heights[heights.length >> 1] ?? usualWordHeight };
}

/** Means of two by two pixels; an odd last row or column is dropped. */
function halved({ width, height, data }: InkImage): InkImage {
  const half: InkImage = {
    width: width >> 1,
    height: height >> 1,
    data: new Uint8Array((width >> 1) * (height >> 1)),
  };
  for (let row = 0; row < half.height; row += 1) {
    for (let column = 0; column < half.width; column += 1) {
      const at = row * 2 * width + column * 2;
      const sum =
        (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + width] ?? 0) + (data[at + width + 1] ?? 0);
      half.data[row * half.width + column] = (sum + 2) >> 2;
    }
  }
  return half;
}

/** Pages are decoded to at most so many pixels: twice what reading takes of a common one (`imaging/pixels.ts`). */
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
async function cachedInk(path: string, make: () => Promise<InkImage>): Promise<InkImage> {
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

const marksSchema = z.object({ words: z.array(quadSchema), ignored: z.array(boxSchema) });
type Marks = z.infer<typeof marksSchema>;

/** Like photos of boards and of paper, in pixels. */
const pageSizes = [
  { width: 1600, height: 1200 },
  { width: 1200, height: 1600 },
] as const;

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
  const marksPath = join(cache, `${name}.json`);
  const ink = await cachedInk(join(cache, `${name}.ink`), async () => {
    const random = createRandom(seed).fork(name);
    const page = drawPage(random, random.pick(pageSizes), material);
    const marks: Marks = { words: page.words.map(({ quad }) => quad), ignored: [...page.ignore] };
    // Before the image, so that an image in the cache always has its marks.
    await writeFile(`${marksPath}.partial`, JSON.stringify(marks));
    await rename(`${marksPath}.partial`, marksPath);
    return flattenBackground(page.image);
  });
  const marks = marksSchema.parse(JSON.parse(await readFile(marksPath, 'utf8')));
  return markedPage(ink, { name, ...marks });
}
