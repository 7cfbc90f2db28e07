import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { readPage } from '../../../main/reader/reader.ts';
import { boards, type LabelledPage } from '../../../pretraining/data.ts';
import type { Box } from '../../../shared/geometry.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { openModels, printModels } from '../../../pretraining/shippedModels.ts';
import { rowOf } from './pageScores.ts';
import type { FoundText } from './otherPrograms.ts';
import { print, printTable } from '../../../pretraining/printTable.ts';

const definitions = `
Every third of the boards dev, made worse in one way at a time. Detection and found: as in \`-- pages\`.
Lines: as of ruled or squared paper, multiplied with the photo; a line every 35th, or square 45th, of its width.`;

/** Every so many pages. */
const stride = 3;

interface Worsening {
  readonly name: string;
  readonly worsen: (photo: Sharp, size: { readonly width: number; readonly height: number }) => Sharp;
  /** Pixels for each of the photo's, where it is smaller for it. */
  readonly scale?: number;
  /** Of the JPEG, 1 to 100. */
  readonly quality?: number;
}

const worsenings: readonly Worsening[] = [
  { name: 'as it is', worsen: (photo) => photo },
  { name: 'out of focus', worsen: (photo) => photo.blur(2.2) },
  { name: 'dark', worsen: (photo) => photo.linear(0.22, 0) },
  { name: 'overexposed', worsen: (photo) => photo.linear(1.7, 20) },
  { name: 'sepia', worsen: (photo) => photo.tint({ r: 255, g: 190, b: 90 }) },
  { name: 'JPEG at 15', worsen: (photo) => photo, quality: 15 },
  { name: 'half the size', worsen: (photo, { width }) => photo.resize(Math.round(width / 2)), scale: 0.5 },
  {
    name: 'ruled',
    worsen: (photo, size) => photo.composite([ruled({ ...size, parts: 35, isSquared: false })]),
  },
  {
    name: 'squared',
    worsen: (photo, size) => photo.composite([ruled({ ...size, parts: 45, isSquared: true })]),
  },
];

/** How well photos are read that are worse than those people take care of. */
export async function measureWorse(): Promise<void> {
  const models = await openModels(2);
  printModels(models);
  const pages = (await boards('dev'))
    .filter((_, index) => index % stride === 0)
    .slice(0, unlessShort(Infinity, 1));
  const words = pages.reduce((sum, page) => sum + page.words.length, 0);
  print(`\n${pages.length} boards dev, ${words} words`);
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-worse-'));
  try {
    const rows: string[][] = [];
    for (const worsening of worsenings) {
      const worse = await Promise.all(pages.map((page) => worsened(page, worsening, folder)));
      const readings = new Map<string, FoundText[]>();
      for (const { path } of worse) {
        const { words: read } = await readPage(path, models, { alternatives: 1, findRotation: true });
        readings.set(path, read);
      }
      rows.push(rowOf(worsening.name, worse, readings));
    }
    printTable(['', 'precision', 'recall', 'F1', 'found'], rows);
    print(definitions);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes a page, made worse, into a folder. */
async function worsened(
  page: LabelledPage,
  { name, worsen, scale = 1, quality = 92 }: Worsening,
  folder: string,
): Promise<LabelledPage> {
  const { data, info } = await sharp(page.path).rotate().toBuffer({ resolveWithObject: true });
  const path = join(folder, `${name}-${page.page}.jpg`);
  await worsen(sharp(data), { width: info.width, height: info.height }).jpeg({ quality }).toFile(path);
  const smaller = ([x, y, width, height]: Box): Box => [x * scale, y * scale, width * scale, height * scale];
  return {
    path,
    page: page.page,
    words: page.words.map((word) => ({ ...word, box: smaller(word.box) })),
    ignore: page.ignore.map(smaller),
  };
}

interface Ruling {
  readonly width: number;
  readonly height: number;
  /** Of the width, between two lines. */
  readonly parts: number;
  readonly isSquared: boolean;
}

/** The lines of paper, to lay over a photo. */
function ruled({ width, height, parts, isSquared }: Ruling) {
  const step = Math.round(width / parts);
  const stroke = `stroke="rgb(110,150,210)" stroke-width="${Math.max(1, width / 1400)}"`;
  const across = Array.from({ length: Math.ceil(height / step) }, (_, index) => {
    const y = String(index * step);
    return `<line x1="0" x2="${width}" y1="${y}" y2="${y}" ${stroke}/>`;
  });
  const down = Array.from({ length: isSquared ? Math.ceil(width / step) : 0 }, (_, index) => {
    const x = String(index * step);
    return `<line x1="${x}" x2="${x}" y1="0" y2="${height}" ${stroke}/>`;
  });
  const size = `width="${width}" height="${height}"`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${[...across, ...down].join('')}</svg>`;
  return { input: Buffer.from(drawing), blend: 'multiply' } as const;
}
