import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { readPage, type ReadingModels } from '../../../main/engine/reader/readPage.ts';
import { createSessions } from '../../../main/engine/reader/sessions.ts';
import { boards, type LabelledPage } from '../../../main/ml/starter/data.ts';
import { turnBack, turns, type Turn } from '../../../shared/turn.ts';
import { detectorPath, recogniserPath } from './models.ts';
import { print, printTable, share } from './table.ts';
import { countFound, termsOf } from './terms.ts';
import { median } from '../bench/median.ts';

const definitions = `
Each photo is turned clockwise and saved without a word of it in EXIF, then read twice: as it is, and so that the
reader may turn it. upright: photos that it leaves or turns so that they stand as they were taken.
found: search terms of the true words that stand among those read, as in \`-- pages\`.
ms: of one photo, decoding included, median.
Tilted: turned by a few degrees, the corners filled with the commonest colour.`;

/** Degrees clockwise. */
const tilts = [-20, -12, -6, 6, 12, 20];

/** What is read of photos that stand on their side or upside down. */
export async function measureTurns(): Promise<void> {
  const sessions = createSessions();
  const models = {
    detector: await sessions.open('detector', detectorPath, 2),
    recogniser: await sessions.open('recogniser', recogniserPath, 2),
  };
  print(`Inkdex: detector ${models.detector.sha256}, recogniser ${models.recogniser.sha256}`);
  const pages = await boards('dev');
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-turns-'));
  try {
    const rows: string[][] = [];
    for (const turn of turns) rows.push(await rowOf(pages, turn, models, folder));
    print(`\nboards dev, ${String(pages.length)} pages`);
    printTable(['turned by', 'found as it is', 'ms', 'upright', 'found', 'ms'], rows);
    const tilted: string[][] = [];
    for (const tilt of tilts) tilted.push(await tiltedRowOf(pages, tilt, models, folder));
    printTable(['tilted by', 'found'], tilted);
  } finally {
    await rm(folder, { recursive: true });
  }
  print(definitions);
}

async function tiltedRowOf(
  pages: readonly LabelledPage[],
  tilt: number,
  models: ReadingModels,
  folder: string,
): Promise<string[]> {
  let found = 0;
  let terms = 0;
  for (const page of pages) {
    const path = join(folder, `${page.page}-${String(tilt)}.jpg`);
    const upright = await sharp(page.path).autoOrient().toBuffer();
    const { dominant } = await sharp(upright).stats();
    await sharp(upright).rotate(tilt, { background: dominant }).jpeg({ quality: 95 }).toFile(path);
    const { words } = await readPage(path, models, { alternatives: 1, findTurn: true });
    const truths = page.words.map(({ text }) => text);
    terms += termsOf(truths).length;
    found += countFound(
      truths,
      words.map(({ text }) => text),
    );
    await rm(path);
  }
  return [`${String(tilt)} degrees`, share(found / terms)];
}

async function rowOf(
  pages: readonly LabelledPage[],
  turn: Turn,
  models: ReadingModels,
  folder: string,
): Promise<string[]> {
  const asIs = { found: 0, ms: [] as number[] };
  const found = { found: 0, ms: [] as number[], upright: 0 };
  let terms = 0;
  for (const page of pages) {
    const path = join(folder, `${page.page}-${String(turn)}.jpg`);
    const upright = await sharp(page.path).autoOrient().toBuffer();
    await sharp(upright).rotate(turn).jpeg({ quality: 95 }).toFile(path);
    const truths = page.words.map(({ text }) => text);
    terms += termsOf(truths).length;
    for (const [sums, findTurn] of [
      [asIs, false],
      [found, true],
    ] as const) {
      // prettier-ignore
      const reading = await readPage(path, models, { alternatives: 1, findTurn });
      sums.found += countFound(
        truths,
        reading.words.map(({ text }) => text),
      );
      sums.ms.push(reading.ms);
      if (findTurn && reading.turn === turnBack(turn)) found.upright += 1;
    }
    await rm(path);
  }
  return [
    `${String(turn)} degrees`,
    share(asIs.found / terms),
    median(asIs.ms).toFixed(0),
    `${String(found.upright)} of ${String(pages.length)}`,
    share(found.found / terms),
    median(found.ms).toFixed(0),
  ];
}
