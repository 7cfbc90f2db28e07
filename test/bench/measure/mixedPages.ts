import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCanvas, GlobalFonts, loadImage, type SKRSContext2D } from '@napi-rs/canvas';
import { createRandom, type Random } from '../../../shared/random.ts';
import { boxArea, intersectionArea, type Box } from '../../../shared/geometry.ts';
import { frenchCrops, type LabelledCrop } from '../../../pretraining/data.ts';
import { readPage } from '../../../main/reader/reader.ts';
import { readShares } from './fourFifths.ts';
import { openModels, printModels } from '../../../pretraining/shippedModels.ts';
import type { FoundText } from './otherPrograms.ts';
import { rowOf } from './pageScores.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';

const definitions = `
Made pages of print (Liberation Sans) with handwriting: words of held-back French pages. Detection and found: as in \`-- pages\`, of
print the handwriting is ignored and the other way round. 80 % rule: words of which 80 % of the characters are right. joined: boxes
over several words. noise: boxes with text of which less than a tenth lies on any word.`;

const vocabulary =
  'name address date birth signature telephone invoice number customer order total amount please return this form to the ' +
  'office before the end of month payment received by delivery notes description quantity price value added tax company ' +
  'department project manager meeting agenda results analysis system process data training figure table section method';

interface MadeWord {
  readonly box: Box;
  readonly text: string;
  readonly isPrint: boolean;
}

/** A page while it is made. */
interface Sheet {
  readonly context: SKRSContext2D;
  readonly random: Random;
  readonly crops: readonly LabelledCrop[];
  readonly words: MadeWord[];
}

interface MixedPage {
  readonly name: string;
  readonly size: readonly [width: number, height: number];
  readonly draw: (sheet: Sheet) => Promise<void>;
}

const forms = [26, 18].map((pixels): MixedPage => ({
  name: `form, print of ${pixels} pixels`,
  size: [1240, 1754],
  async draw(sheet) {
    printWords(sheet, [90, 100], { count: 4, pixels: 2 * pixels, right: 1100 });
    for (let y = 190; y < 1650; y += 1.5 * pixels + 52) {
      printWords(sheet, [90, y], { count: 3, pixels, right: 580 });
      sheet.context.strokeRect(600, y - 46, 560, 60);
      await writeWords(sheet, [615, y], { count: 4, pixels: 46, right: 1150 });
    }
  },
}));

const slide: MixedPage = {
  name: 'slide with remarks',
  size: [1600, 1000],
  async draw(sheet) {
    printWords(sheet, [100, 140], { count: 5, pixels: 60, right: 1500 });
    for (let y = 270; y < 800; y += 66) printWords(sheet, [140, y], { count: 7, pixels: 36, right: 980 });
    for (const y of [420, 640]) await writeWords(sheet, [1020, y], { count: 3, pixels: 60, right: 1580 });
    await writeWords(sheet, [150, 920], { count: 5, pixels: 64, right: 1400 });
  },
};

const prints = [20, 12].map((pixels): MixedPage => ({
  name: `print of ${pixels} pixels with a remark`,
  size: [1240, 1754],
  async draw(sheet) {
    for (let y = 120; y < 1600; y += 1.4 * pixels)
      printWords(sheet, [100, y], { count: 20, pixels, right: 1140 });
    await writeWords(sheet, [200, 1680], { count: 6, pixels: 60, right: 1100 });
  },
}));

/** How well pages with print and handwriting are read. */
export async function measureMixed(): Promise<void> {
  const models = await openModels(2);
  printModels(models);
  const fonts = join(
    dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json'))),
    'standard_fonts',
  );
  GlobalFonts.registerFromPath(join(fonts, 'LiberationSans-Regular.ttf'), 'print');
  const crops = (await frenchCrops()).kept.filter(({ text }) => text.length > 2);
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-mixed-'));
  const rows: string[][] = [];
  try {
    for (const [index, page] of [...forms, slide, ...prints].entries()) {
      const path = join(folder, `${index}.png`);
      const words = await makePage(page, path, { crops, random: createRandom(index + 1) });
      const read = await readPage(path, models, { alternatives: 1, findRotation: true });
      const found = read.words.map(({ box, alternatives }) => ({ box, text: alternatives[0]?.text ?? '' }));
      for (const isPrint of [true, false]) rows.push(rowFor(page.name, words, found, isPrint));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  printTable(['', 'words', 'precision', 'recall', 'F1', 'found', '80 % rule', 'joined', 'noise'], rows);
  print(definitions);
}

function rowFor(
  name: string,
  words: readonly MadeWord[],
  found: readonly FoundText[],
  isPrint: boolean,
): string[] {
  const own = words.filter((word) => word.isPrint === isPrint);
  const ignore = words.filter((word) => word.isPrint !== isPrint).map(({ box }) => box);
  const page = { path: name, page: name, words: own, ignore };
  const readings = new Map([[name, found]]);
  const covered = (box: Box): number =>
    words.filter((word) => intersectionArea(word.box, box) > 0.5 * boxArea(word.box)).length;
  const joined = found.filter(({ box }) => covered(box) > 1).length;
  const noise = found.filter(({ box }) =>
    words.every((word) => intersectionArea(word.box, box) < 0.1 * boxArea(box)),
  ).length;
  const [row = '', ...scores] = rowOf(`${name}: ${isPrint ? 'print' : 'handwriting'}`, [page], readings);
  const rule = share(readShares([page], readings).words);
  const boxes = isPrint ? [String(joined), String(noise)] : ['', ''];
  return [row, String(own.length), ...scores, rule, ...boxes];
}

async function makePage(
  { size: [width, height], draw }: MixedPage,
  path: string,
  beside: Pick<Sheet, 'crops' | 'random'>,
): Promise<MadeWord[]> {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#111';
  context.strokeStyle = '#888';
  const words: MadeWord[] = [];
  await draw({ ...beside, context, words });
  await writeFile(path, canvas.toBuffer('image/png'));
  return words;
}

interface Row {
  readonly count: number;
  readonly pixels: number;
  readonly right: number;
}

function printWords(
  { context, random, words }: Sheet,
  [left, y]: readonly [number, number],
  { count, pixels, right }: Row,
): void {
  context.font = `${pixels}px print`;
  let x = left;
  for (let word = 0; word < count; word += 1) {
    const text = random.pick(vocabulary.split(' '));
    const measured = context.measureText(text);
    if (x + measured.width > right) return;
    context.fillText(text, x, y);
    const { actualBoundingBoxAscent: above, actualBoundingBoxDescent: below } = measured;
    words.push({ box: [x, y - above, measured.width, above + below], text, isPrint: true });
    x += measured.width + context.measureText(' ').width;
  }
}

/** Crops of words, scaled to a height. */
async function writeWords(
  { context, random, crops, words }: Sheet,
  [left, y]: readonly [number, number],
  { count, pixels, right }: Row,
): Promise<void> {
  let x = left;
  for (let word = 0; word < count; word += 1) {
    const { path, text } = random.pick(crops);
    const image = await loadImage(path);
    const width = (image.width * pixels) / image.height;
    if (x + width > right) return;
    context.globalCompositeOperation = 'multiply';
    context.drawImage(image, x, y - 0.8 * pixels, width, pixels);
    context.globalCompositeOperation = 'source-over';
    words.push({ box: [x, y - 0.8 * pixels, width, pixels], text, isPrint: false });
    x += width + 12;
  }
}
