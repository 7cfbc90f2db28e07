import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { resampleInk } from '../../../main/imaging/geometry/resample.ts';
import { cropInk, pasteInk } from '../../../main/imaging/ink/ink.ts';
import { openInkPage } from '../../../main/imaging/ink/inkPage.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import { readPage } from '../../../main/reader/reader.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import { boards, elsewhere, type LabelledPage, type LabelledWord } from '../../../pretraining/data.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';
import { openModels, printModels } from '../../../pretraining/shippedModels.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { boxOfPoints, quadOfBox, type Box } from '../../../shared/geometry.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { readingOrder } from '../../../shared/page/readingOrder.ts';
import { median } from '../bench/median.ts';
import { readShares } from './fourFifths.ts';
import { scaledBox, turned } from './leaning.ts';
import type { FoundText } from './otherPrograms.ts';
import { rowOf } from './pageScores.ts';

const definitions = `
Pages composed of lines of boards dev and dev3, drawn with a seed: two headings, blocks of notes in one to three columns, and some
writing of usual size. The columns say how high the words of each part are, in pixels of the page; a fourth of the blocks
of notes slope by up to 12 degrees. Columns as in \`-- pages\`; "80 %, notes": of the words of notes alone.`;

/** In pixels: most photos are read at about this size. */
const page = { width: 2200, height: 1650, margin: 70 };
const heights = { heading: [60, 120], notes: [10, 20], usual: [28, 40] } as const;
type Part = keyof typeof heights;

/** A line of a page, cut out. */
interface CutLine {
  readonly ink: InkImage;
  readonly words: readonly LabelledWord[];
  /** Median height of its words, in pixels of `ink`. */
  readonly height: number;
}

/** A page of this measure: its notes are counted alone, too. */
interface SizedPage extends LabelledPage {
  readonly notes: readonly LabelledWord[];
}

/** What is read of pages with large and small writing. */
export async function measureSizes(): Promise<void> {
  const models = await openModels(2);
  printModels(models);
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-sizes-'));
  try {
    const pages = await sizedPages(folder, unlessShort(40, 1));
    const words = pages.reduce((sum, each) => sum + each.words.length, 0);
    print(`\n${pages.length} pages with writing of many sizes, ${words} words`);
    printTable(
      ['', 'precision', 'recall', 'F1', 'found', '80 %', '80 %, notes', 'ms a page'],
      [await rowFor(pages, models)],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
  print(definitions);
}

async function rowFor(pages: readonly SizedPage[], models: ReadingModels): Promise<string[]> {
  const read = new Map<string, readonly FoundText[]>();
  const times: number[] = [];
  for (const { path } of pages) {
    const { words, ms } = await readPage(path, models, { alternatives: 1, findRotation: true });
    read.set(path, words);
    times.push(ms);
  }
  const notes = pages.map((each) => ({ ...each, words: each.notes }));
  const rules = [pages, notes].map((each) => share(readShares(each, read).words));
  return [...rowOf('Inkdex', pages, read), ...rules, median(times).toFixed(0)];
}

/** Writes the pages into a folder. */
export async function sizedPages(folder: string, count: number): Promise<SizedPage[]> {
  const sources = [...(await boards('dev')), ...(await elsewhere('dev3'))];
  const lines = await Promise.all(unlessShort(sources, sources.slice(0, 1)).map(linesOf));
  const pages: SizedPage[] = [];
  for (let index = 0; index < count; index += 1) {
    const random = createRandom(index + 1);
    const path = join(folder, `${index}.png`);
    pages.push(await composePage(random, () => random.pick(random.pick(lines)), path));
  }
  return pages;
}

async function linesOf({ path, words }: LabelledPage): Promise<CutLine[]> {
  const { ink, scale } = await openInkPage(path);
  const placed = words.map((word) => ({ ...word, box: scaledBox(word.box, scale) }));
  const lines = Map.groupBy(readingOrder(placed.map(({ box }) => box)), ({ line }) => line);
  return [...lines.values()].map((places) => {
    const members = places.flatMap(({ index }) => placed.slice(index, index + 1));
    const [x, y, width, height] = boxOfPoints(members.flatMap(({ box }) => quadOfBox(box)));
    const [left, top] = [Math.floor(x), Math.floor(y)];
    return {
      ink: cropInk(ink, left, top, Math.ceil(width) + 1, Math.ceil(height) + 1),
      words: members.map((word) => ({ ...word, box: movedBox(word.box, -left, -top) })),
      height: median(members.map(({ box }) => box[3])),
    };
  });
}

function movedBox([x, y, width, height]: Box, right: number, down: number): Box {
  return [x + right, y + down, width, height];
}

async function composePage(random: Random, nextLine: () => CutLine, path: string): Promise<SizedPage> {
  const sheet = { ...page, data: new Uint8Array(page.width * page.height) };
  const words: LabelledWord[] = [];
  const notes: LabelledWord[] = [];
  let top = page.margin;
  const write = async (part: Part, [left, width]: readonly [number, number], bottom: number) => {
    const [least, highest] = heights[part];
    const height = random.between(least, highest);
    const slope = part === 'notes' && random.chance(0.25) ? random.between(-12, 12) : 0;
    const block = blockOf(nextLine, { height, width, most: Math.min(bottom - top, page.height) });
    const placed = await sloped(block, slope);
    if (top + placed.ink.height > page.height || left + placed.ink.width > page.width) return 0;
    pasteInk(sheet, placed.ink, left, top);
    const moved = placed.words.map((word) => ({ ...word, box: movedBox(word.box, left, top) }));
    words.push(...moved);
    if (part === 'notes') notes.push(...moved);
    return placed.ink.height;
  };
  for (let row = 0; row < 3 && top < 0.85 * page.height; row += 1) {
    const inner = page.width - 2 * page.margin;
    if (row < 2) top += 50 + (await write('heading', [page.margin, inner], top + 150));
    const columns = random.pick([1, 2, 3]);
    const bottom = Math.min(page.height - page.margin, top + random.between(250, 450));
    const written: number[] = [];
    for (let column = 0; column < columns; column += 1) {
      const width = inner / columns - 60;
      const left = Math.round(page.margin + (column * inner) / columns);
      written.push(await write(random.chance(0.75) ? 'notes' : 'usual', [left, width], bottom));
    }
    top += 70 + Math.max(0, ...written);
  }
  const data = sheet.data.map((ink) => 255 - ink);
  await sharp(data, { raw: { width: page.width, height: page.height, channels: 1 } })
    .png()
    .toFile(path);
  return { path, page: path, words, notes, ignore: [] };
}

interface Block {
  readonly ink: InkImage;
  readonly words: readonly LabelledWord[];
}

/** Lines of one height below each other, as many as there is room for; at least one. */
function blockOf(
  nextLine: () => CutLine,
  { height, width, most }: { readonly height: number; readonly width: number; readonly most: number },
): Block {
  const rows: Block[] = [];
  let used = 0;
  for (let tried = 0; tried < 60 && (rows.length === 0 || used + 1.7 * height < most); tried += 1) {
    const line = nextLine();
    const scale = height / line.height;
    const size = { width: Math.round(line.ink.width * scale), height: Math.round(line.ink.height * scale) };
    if (size.width > width || size.width < 1 || size.height > 3 * height || size.height < 1) continue;
    const source = { left: 0, top: 0, width: line.ink.width, height: line.ink.height };
    const ink = resampleInk(line.ink, source, { ...size, margin: 0 });
    rows.push({ ink, words: line.words.map((word) => ({ ...word, box: scaledBox(word.box, scale) })) });
    used += size.height + 0.4 * height;
  }
  const ink = { width: Math.ceil(width), height: Math.ceil(used), data: new Uint8Array(0) };
  const block: InkImage = { ...ink, data: new Uint8Array(ink.width * ink.height) };
  const words: LabelledWord[] = [];
  let top = 0;
  for (const row of rows) {
    pasteInk(block, row.ink, 0, Math.round(top));
    words.push(...row.words.map((word) => ({ ...word, box: movedBox(word.box, 0, Math.round(top)) })));
    top += row.ink.height + 0.4 * height;
  }
  return { ink: block, words };
}

/** @param degrees clockwise, about the middle */
async function sloped({ ink, words }: Block, degrees: number): Promise<Block> {
  if (degrees === 0) return { ink, words };
  const { width, height } = ink;
  const image = await turned(ink, degrees);
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const placed = words.map((word) => {
    const corners = quadOfBox(word.box).map(([x, y]) => {
      const [right, down] = [x - width / 2, y - height / 2];
      return [
        image.width / 2 + right * cos - down * sin,
        image.height / 2 + right * sin + down * cos,
      ] as const;
    });
    return { ...word, box: boxOfPoints(corners) };
  });
  return { ink: image, words: placed };
}
