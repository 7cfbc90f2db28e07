import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { readPage } from '../../../main/reader/reader.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import { boards, type LabelledPage } from '../../../pretraining/data.ts';
import { inverseRotation, rotations, type Rotation } from '../../../shared/rotation.ts';
import type { PageReading } from '../../../shared/contract/word.ts';
import { median } from '../bench/median.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { openModels, printModels } from '../../../pretraining/shippedModels.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';
import { countFound, termsOf } from './terms.ts';

const definitions = `
Each photo is turned clockwise and saved without a word of it in EXIF, then read twice: as it is, and so that the
reader may turn it. upright: photos that it leaves or rotates so that they stand as they were taken.
found: search terms of the true words that stand among those read, as in \`-- pages\`.
ms: of one photo, decoding included, median.
Tilted: turned by a few degrees, the corners filled with the commonest colour.`;

/** Degrees clockwise. */
const tilts = unlessShort([-20, -12, -6, 6, 12, 20], [6]);

/** What is read of photos that stand on their side or upside down, or were held askew. */
export async function measureTurns(): Promise<void> {
  const models = await openModels(2);
  printModels(models);
  const all = await boards('dev');
  const pages = unlessShort(all, all.slice(0, 1));
  print(`\nboards dev, ${pages.length} pages`);
  const rows: string[][] = [];
  for (const turn of unlessShort<readonly Rotation[]>(rotations, [90])) {
    const asIs = await readRotated(pages, turn, models, false);
    const found = await readRotated(pages, turn, models, true);
    const upright = found.filter((reading) => reading.turn === inverseRotation(turn)).length;
    const [before, after] = [asIs, found].map((readings) => [
      foundShare(pages, readings),
      medianMs(readings),
    ]);
    rows.push([`${turn} degrees`, ...(before ?? []), `${upright} of ${pages.length}`, ...(after ?? [])]);
  }
  printTable(['turned by', 'found as it is', 'ms', 'upright', 'found', 'ms'], rows);
  const tilted: string[][] = [];
  for (const tilt of tilts) {
    tilted.push([`${tilt} degrees`, foundShare(pages, await readRotated(pages, tilt, models, true))]);
  }
  printTable(['tilted by', 'found'], tilted);
  print(definitions);
}

/** Of each page turned by so many degrees, in their order. */
async function readRotated(
  pages: readonly LabelledPage[],
  degrees: number,
  models: ReadingModels,
  findRotation: boolean,
): Promise<PageReading[]> {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-rotations-'));
  const path = join(folder, 'turned.jpg');
  const readings: PageReading[] = [];
  try {
    for (const page of pages) {
      const upright = await sharp(page.path).autoOrient().toBuffer();
      const { dominant } = await sharp(upright).stats();
      await sharp(upright).rotate(degrees, { background: dominant }).jpeg({ quality: 95 }).toFile(path);
      readings.push(await readPage(path, models, { alternatives: 1, findRotation }));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return readings;
}

function foundShare(pages: readonly LabelledPage[], readings: readonly PageReading[]): string {
  let found = 0;
  let terms = 0;
  for (const [index, page] of pages.entries()) {
    const truths = page.words.map(({ text }) => text);
    const read = readings[index]?.words.map(({ text }) => text) ?? [];
    terms += termsOf(truths).length;
    found += countFound(truths, read);
  }
  return share(found / terms);
}

function medianMs(readings: readonly PageReading[]): string {
  return median(readings.map(({ ms }) => ms)).toFixed(0);
}
