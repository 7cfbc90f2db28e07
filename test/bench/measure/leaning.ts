import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { cropInk, inkInRows, pasteInk } from '../../../main/imaging/ink/ink.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import { boards, type LabelledPage, type LabelledWord } from '../../../pretraining/data.ts';
import { openInkPage } from '../../../main/imaging/ink/inkPage.ts';
import { readPage } from '../../../main/reader/reader.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import { boxOfPoints, type Box } from '../../../shared/geometry.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { readingOrder } from '../../../shared/page/readingOrder.ts';
import { median } from '../bench/median.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { openModels, printModels } from '../../../pretraining/shippedModels.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';
import { countFound, termsOf } from './terms.ts';

const definitions = `
A third of the lines of each board, chosen with a seed, is cut out and put below the board: level, leaning 15 to 75
degrees either way, or upright along the page (90 degrees either way). The rest of the board stays as it is.
found: search terms of the true words among those read, as in \`-- pages\`; of the moved lines, those that the readings
of the rest of the board leave over. ms: of one page, decoding included, median.`;

/** One line of so many is moved. */
const everyLine = 3;
/** Between moved lines, in pixels of the ink page. */
const gap = 24;

interface MovedLine {
  readonly words: readonly LabelledWord[];
  readonly ink: InkImage;
}

interface Parts {
  /** The board without the moved lines. */
  readonly rest: InkImage;
  readonly restWords: readonly LabelledWord[];
  readonly moved: readonly MovedLine[];
}

/** Degrees clockwise of a line. */
type Angle = (random: Random) => number;

const level: Angle = () => 0;
const leaning: Angle = (random) => random.pick([-1, 1]) * random.between(15, 75);
const upright: Angle = (random) => random.pick([-90, 90]);

/** What is found of lines that lean, beside the same lines level. */
export async function measureLeaning(): Promise<void> {
  const models = await openModels(2);
  printModels(models);
  const all = await boards('dev');
  const pages = await Promise.all(unlessShort(all, all.slice(0, 1)).map(partsOf));
  const moved = pages.reduce((sum, page) => sum + page.moved.length, 0);
  print(`\nboards dev, ${pages.length} pages, ${moved} moved lines`);
  const rows: string[][] = [];
  for (const [name, angle] of Object.entries({ level, leaning, upright })) {
    rows.push([name, ...(await foundIn(pages, angle, models))]);
  }
  printTable(['moved lines', 'found', 'found of the moved lines', 'ms'], rows);
  print(definitions);
}

/** Shares of the terms found, of all lines and of those moved, and the median time of a page. */
async function foundIn(pages: readonly Parts[], angle: Angle, models: ReadingModels): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-leaning-'));
  const path = join(folder, 'page.png');
  const random = createRandom(1);
  const [all, moved] = [
    { found: 0, terms: 0 },
    { found: 0, terms: 0 },
  ];
  const times: number[] = [];
  try {
    for (const page of pages) {
      await composePage(page, angle, random, path);
      const { words, ms } = await readPage(path, models, { alternatives: 1, findRotation: true });
      times.push(ms);
      const read = words.map(({ text }) => text);
      const restTexts = page.restWords.map(({ text }) => text);
      const movedTexts = page.moved.flatMap((line) => line.words.map(({ text }) => text));
      const found = countFound([...restTexts, ...movedTexts], read);
      all.found += found;
      all.terms += termsOf([...restTexts, ...movedTexts]).length;
      moved.found += found - countFound(restTexts, read);
      moved.terms += termsOf(movedTexts).length;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return [share(all.found / all.terms), share(moved.found / moved.terms), median(times).toFixed(0)];
}

async function partsOf(page: LabelledPage, index: number): Promise<Parts> {
  const { ink, scale } = await openInkPage(page.path);
  const words = page.words.map((word) => ({ ...word, box: scaledBox(word.box, scale) }));
  const lines = Map.groupBy(readingOrder(words.map(({ box }) => box)), ({ line }) => line);
  const first = index % everyLine;
  const rest: InkImage = { ...ink, data: Uint8Array.from(ink.data) };
  const moved: MovedLine[] = [];
  const restWords: LabelledWord[] = [];
  for (const [line, places] of lines) {
    const members = places.flatMap((place) => words.slice(place.index, place.index + 1));
    if (line % everyLine === first) moved.push({ words: members, ink: cutLine(ink, rest, members) });
    else restWords.push(...members);
  }
  return { rest, restWords, moved };
}

export function scaledBox([x, y, width, height]: Box, scale: number): Box {
  return [x * scale, y * scale, width * scale, height * scale];
}

/** The words of a line as one image; they are wiped from the rest of the board. */
function cutLine(ink: InkImage, rest: InkImage, words: readonly LabelledWord[]): InkImage {
  const corners = words.flatMap(({ box: [x, y, w, h] }) => [
    [Math.floor(x), Math.floor(y)] as const,
    [Math.ceil(x + w), Math.ceil(y + h)] as const,
  ]);
  const [left, top, width, height] = boxOfPoints(corners);
  const line: InkImage = { width, height, data: new Uint8Array(width * height) };
  for (const { box } of words) {
    const [x, y] = [Math.floor(box[0]), Math.floor(box[1])];
    const cut = cropInk(ink, x, y, Math.ceil(box[0] + box[2]) - x, Math.ceil(box[1] + box[3]) - y);
    pasteInk(line, cut, x - left, y - top);
    for (let row = 0; row < cut.height; row += 1) {
      const start = (y + row) * rest.width + x;
      if (y + row >= 0 && y + row < rest.height)
        rest.data.fill(0, start, Math.min(start + cut.width, (y + row + 1) * rest.width));
    }
  }
  return line;
}

/** Writes the rest of the board with its moved lines below, each turned, as a photo of dark ink on white. */
async function composePage(
  { rest, moved }: Parts,
  angle: Angle,
  random: Random,
  path: string,
): Promise<void> {
  const lines: InkImage[] = [];
  for (const { ink } of moved) lines.push(await turned(ink, angle(random)));
  const below = inkInRows(lines, rest.width, gap).ink;
  const { width } = below;
  const height = rest.height + below.height;
  const page: InkImage = { width, height, data: new Uint8Array(width * height) };
  pasteInk(page, rest, 0, 0);
  pasteInk(page, below, 0, rest.height);
  const data = page.data.map((ink) => 255 - ink);
  await sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(path);
}

/** @param degrees clockwise */
export async function turned({ width, height, data }: InkImage, degrees: number): Promise<InkImage> {
  const { data: raw, info } = await sharp(data, { raw: { width, height, channels: 1 } })
    .rotate(degrees, { background: 'black' })
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: raw };
}
