import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { pasteInk } from '../../../main/imaging/ink/ink.ts';
import { createWriter, writeWord } from '../../../main/ml/synthetic/words.ts';
import { readPage } from '../../../main/reader/reader.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import { boards, boards2, boards3, elsewhere } from '../../../pretraining/data.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';
import { openModels, printModels } from '../../../pretraining/shippedModels.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import type { PageReading } from '../../../shared/contract/word.ts';
import { middleOfBox, type Box } from '../../../shared/geometry.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { characterErrorRate } from '../../../shared/text.ts';
import { libraryAnswers } from './search.ts';

const definitions = `
Pages drawn with a seed by writers who have the fonts of resources/fonts, which also trained the recogniser. Signs and letters
stand alone between two words, variables or numbers. right: signs read as they stand. taken for signs: letters and digits that
are read as one. Codes stand apart from each other. CER: of the best reading, with case; exact: of these; of ten: codes that are one of their
readings; searched: codes that find their page when they are typed in quotes. "on pages": words of letters and digits, three
or more, on the labelled pages that nothing was trained on.`;

const signs = ['+', '-', '=', '<', '>', '×', '÷', '&', '%', '#', '@', '?', '→', '/', '*'];
const alone = ['t', 'x', 'f', 'T', '4', '7', '1', 'l', 'I', 'a', 'k', 'n', 'E', '2', 'y'];
const words = ['cats', 'red', 'blue', 'dogs', 'tea', 'milk', 'cost', 'input', 'sum', 'tax', 'open', 'list'];

const [upper, hexadecimal, digits] = ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789abcdef', '0123456789'];
/** Codes as people write them down. */
const codes: Readonly<Record<string, (random: Random) => string>> = {
  'serial number': (random) => [4, 4].map((count) => drawn(random, upper + digits, count)).join('-'),
  plate: (random) => `${drawn(random, upper, 2)}-${drawn(random, upper, 2)}${drawn(random, digits, 3)}`,
  'IP address': (random) => [1, 2, 3, 4].map(() => random.integer(1, 254)).join('.'),
  version: (random) => `v${[12, 30, 9].map((most) => random.integer(0, most)).join('.')}`,
  hash: (random) => drawn(random, hexadecimal, 7),
  room: (random) => drawn(random, 'ABCDEFGH', 1) + drawn(random, digits, 3),
  part: (random) => drawn(random, upper, 3) + drawn(random, digits, 4) + drawn(random, upper, 1),
  lot: (random) => `${drawn(random, digits, 1)}${drawn(random, upper, 1)}${drawn(random, upper + digits, 4)}`,
  order: (random) => `#${drawn(random, digits, 5)}`,
  date: (random) => `2026-${drawn(random, '0', 1)}${drawn(random, '123456789', 1)}-${random.integer(10, 28)}`,
  'MAC address': (random) => [2, 2, 2].map((count) => drawn(random, hexadecimal, count)).join(':'),
  flight: (random) => drawn(random, upper, 2) + drawn(random, digits, 4),
};

function drawn(random: Random, characters: string, count: number): string {
  return Array.from({ length: count }, () => random.pick(Array.from(characters))).join('');
}

interface DrawnWord {
  readonly text: string;
  /** In pixels of its page. */
  readonly box: Box;
}

interface ReadDrawnPage {
  readonly path: string;
  readonly words: readonly DrawnWord[];
  readonly reading: PageReading;
}

/** What is read of signs that stand alone, and of codes of letters and digits. */
export async function measureSigns(): Promise<void> {
  const models = await openModels(2);
  printModels(models);
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-signs-'));
  const writers = Array.from({ length: unlessShort(30, 1) }, (_, index) => index + 1);
  try {
    const operations: ReadDrawnPage[] = [];
    const lists: ReadDrawnPage[] = [];
    for (const seed of writers) {
      operations.push(await readDrawn(join(folder, `signs-${seed}.png`), seed, operationsOf, models));
      lists.push(await readDrawn(join(folder, `codes-${seed}.png`), seed, codesOf, models));
    }
    printSigns(operations);
    printCodes(lists);
    await printRealCodes(models);
  } finally {
    await rm(folder, { recursive: true });
  }
  print(definitions);
}

/** Lines of tokens; null is a wide space. */
type Lines = readonly (readonly (string | null)[])[];

function operationsOf(random: Random): Lines {
  const tokens = random.shuffle([...signs, ...alone]).map((token): (string | null)[] => {
    const kind = random.pick(['words', 'variables', 'numbers'] as const);
    const operand = (): string => {
      if (kind === 'words') return random.pick(words);
      return kind === 'numbers'
        ? String(random.integer(1, 99))
        : random.pick(['a', 'x', '2x', 'b', 'C', 'y', 'n']);
    };
    return [operand(), token, operand()];
  });
  return inRows(tokens, 2);
}

function codesOf(random: Random): Lines {
  return inRows(
    Object.values(codes).flatMap((draw) => [[draw(random)], [draw(random)]]),
    2,
  );
}

function inRows(groups: readonly (readonly (string | null)[])[], count: number): (string | null)[][] {
  return Array.from({ length: Math.ceil(groups.length / count) }, (_, row) =>
    groups.slice(row * count, (row + 1) * count).flatMap((group) => [...group, null]),
  );
}

async function readDrawn(
  path: string,
  seed: number,
  linesOf: (random: Random) => Lines,
  models: ReadingModels,
): Promise<ReadDrawnPage> {
  const random = createRandom(seed);
  const lines = linesOf(random);
  const writer = createWriter(random);
  const em = random.between(40, 64);
  const sheet = { width: 1600, height: Math.ceil(2.2 * em * (lines.length + 1)), data: new Uint8Array() };
  const page = { ...sheet, data: new Uint8Array(sheet.width * sheet.height) };
  const placed: DrawnWord[] = [];
  for (const [row, line] of lines.entries()) {
    let x = em;
    for (const [place, text] of line.entries()) {
      if (text === null) {
        x = Math.max(x + 1.5 * em, place > line.length / 2 ? 0 : sheet.width / 2);
        continue;
      }
      const { ink, baseline } = writeWord(text, writer, random, em, 2);
      const y = Math.round(2.2 * em * (row + 1) - baseline);
      pasteInk(page, ink, Math.round(x), y);
      placed.push({ text, box: [Math.round(x), y, ink.width, ink.height] });
      x += ink.width + em * random.between(0.3, 0.5);
    }
  }
  const { width, height, data } = page;
  await sharp(
    data.map((ink) => 255 - ink),
    { raw: { width, height, channels: 1 } },
  )
    .png()
    .toFile(path);
  const reading = await readPage(path, models, { alternatives: 10, findRotation: true });
  return { path, words: placed, reading };
}

/** What is read in a place: the words whose middle lies in it, joined. */
function readIn(
  box: Box,
  { words: found }: PageReading,
): { readonly text: string; readonly alternatives: readonly string[] } {
  const there = found.filter((word) => {
    const [x, y] = middleOfBox(word.box);
    return x >= box[0] && x <= box[0] + box[2] && y >= box[1] && y <= box[1] + box[3];
  });
  const [only, ...others] = there;
  const text = there.map((word) => word.text).join('');
  if (only === undefined || others.length > 0) return { text, alternatives: [text] };
  return { text, alternatives: only.alternatives.map((each) => each.text) };
}

function printSigns(pages: readonly ReadDrawnPage[]): void {
  const read = pages.flatMap((page) =>
    page.words.map(({ text, box }) => ({ truth: text, text: readIn(box, page.reading).text })),
  );
  const rows = signs.map((sign) => {
    const ofSign = read.filter(({ truth }) => truth === sign);
    const others = Map.groupBy(ofSign, ({ text }) => text);
    const common = [...others].filter(([text]) => text !== sign).sort((a, b) => b[1].length - a[1].length);
    const misread = common
      .slice(0, 3)
      .map(([text, each]) => `${text === '' ? 'nothing' : text} ${each.length}`);
    return [sign, String(ofSign.length), shareOf(ofSign, (each) => each.text === sign), misread.join(', ')];
  });
  print('\nSigns alone');
  printTable(['sign', 'drawn', 'right', 'read as'], rows);
  const letters = read.filter(({ truth }) => alone.includes(truth));
  const taken = shareOf(letters, ({ text }) => signs.includes(text));
  print(
    `${letters.length} letters and digits alone: taken for signs ${taken}, right ${shareOf(letters, isExact)}`,
  );
}

interface ReadCode {
  readonly kind: string;
  readonly truth: string;
  readonly text: string;
  readonly alternatives: readonly string[];
  readonly isFound: boolean | null;
}

function isExact({ truth, text }: Pick<ReadCode, 'truth' | 'text'>): boolean {
  return truth === text;
}

function printCodes(pages: readonly ReadDrawnPage[]): void {
  const kinds = Object.keys(codes);
  const queries = new Map<string, Set<number>>();
  for (const [page, { words: all }] of pages.entries())
    for (const { text } of all) queries.set(`"${text}"`, (queries.get(`"${text}"`) ?? new Set()).add(page));
  const found = libraryAnswers(queries, pages);
  const answers = new Map([...queries.keys()].map((query, index) => [query, found[index]?.found ?? []]));
  const read = pages.flatMap(({ words: all, reading }, page) =>
    all.map(({ text: truth, box }, index): ReadCode => {
      return {
        ...{ kind: kinds[Math.floor(index / 2)] ?? '', truth, ...readIn(box, reading) },
        isFound: answers.get(`"${truth}"`)?.some((answer) => answer.page === page) === true,
      };
    }),
  );
  print('\nCodes');
  printTable(
    ['', 'codes', 'CER', 'exact', 'of ten', 'searched'],
    [
      ...kinds.map((kind) =>
        codeRow(
          kind,
          read.filter((each) => each.kind === kind),
        ),
      ),
      codeRow('all', read),
    ],
  );
}

async function printRealCodes(models: ReadingModels): Promise<void> {
  const pages = [
    ...(await boards('dev')),
    ...(await boards2('dev2')),
    ...(await boards3('dev2')),
    ...(await boards3('walls')),
    ...(await elsewhere('dev3')),
  ].filter(({ words: all }) => all.some(({ text }) => isMixed(text)));
  const read: ReadCode[] = [];
  for (const { path, words: all } of unlessShort(pages, pages.slice(0, 1))) {
    const reading = await readPage(path, models, { alternatives: 10, findRotation: true });
    for (const { text: truth, box } of all.filter(({ text }) => isMixed(text)))
      read.push({ kind: 'on pages', truth, ...readIn(box, reading), isFound: null });
  }
  printTable(['', 'words', 'CER', 'exact', 'of ten', 'searched'], [codeRow('on pages', read)]);
}

function isMixed(text: string): boolean {
  return /^[\w.:/#-]{3,}$/u.test(text) && /[A-Za-z]/u.test(text) && /\d/u.test(text);
}

function codeRow(name: string, read: readonly ReadCode[]): string[] {
  const rate = characterErrorRate(read.map(({ truth, text }) => ({ truth, reading: text })));
  const [exact, ofTen] = [
    shareOf(read, isExact),
    shareOf(read, (each) => each.alternatives.includes(each.truth)),
  ];
  const searched = read.some(({ isFound }) => isFound !== null)
    ? shareOf(read, ({ isFound }) => isFound === true)
    : '-';
  return [name, String(read.length), share(rate), exact, ofTen, searched];
}

function shareOf<Item>(items: readonly Item[], is: (item: Item) => boolean): string {
  return items.length === 0 ? '-' : share(items.filter(is).length / items.length);
}
