import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Box } from '../shared/geometry.ts';
import { applyCorrections, readCorrections, type LabelCorrection } from './labels/labelCorrections.ts';
import { heldBackPages } from './banks/heldBackPages.ts';
import { cell, numberCell, readTable } from './tables.ts';

/** Where the training data lies: beside the checkout, never in it. */
export const dataFolder = process.env.INKDEX_DATA ?? join(import.meta.dirname, '../../shared/data');

/** What `npm run pretraining:data` makes of public repositories. */
const banksFolder = process.env.INKDEX_BANKS ?? '.cache/banks';

/** The corrections of its labels: those in the folder itself, or ours, found with `npm run labels` and by eye. */
export function correctionsFile(): string {
  const own = join(dataFolder, 'labelCorrections.tsv');
  return existsSync(own) ? own : join(import.meta.dirname, 'labels/labelCorrections.tsv');
}

export interface LabelledCrop {
  readonly path: string;
  readonly text: string;
}

export interface LabelledWord {
  readonly box: Box;
  readonly text: string;
}

export interface LabelledPage {
  readonly path: string;
  readonly page: string;
  readonly words: readonly LabelledWord[];
  /** What a person cannot read, lone symbols, printed matter: neither hit nor false alarm. */
  readonly ignore: readonly Box[];
}

/** A labelled page whose writer is known, as far as we can tell. */
export interface WrittenPage extends LabelledPage {
  /** The writer's name, or that of the repository. */
  readonly hand: string;
}

const frenchFolders = ['copiste_fr', 'peraire_fr', 'cremma_mss20', 'poilus_fr'];
const keptCount = 500;

/**
 * The French word crops, split so that no page stands on both sides. The labels of those to train on
 * are corrected (`labelCorrections.tsv`); those measured on stay as they are.
 */
export async function frenchCrops(): Promise<{ train: LabelledCrop[]; kept: LabelledCrop[] }> {
  const all = await Promise.all(frenchFolders.map(cropsOf));
  const kept = keptPages(all[0] ?? []);
  const isKept = ({ path }: LabelledCrop) => kept.has(pageOf(path));
  const flat = all.flat();
  return {
    train: await correctCrops(flat.filter((crop) => !isKept(crop))),
    kept: flat.filter(isKept).slice(0, keptCount),
  };
}

/**
 * Boards of one split, with their boxed words and the regions that count for nothing. The labels of
 * those to train on are corrected (`labelCorrections.tsv`), and a dropped word becomes such a region.
 */
export async function boards(split: 'train' | 'dev'): Promise<WrittenPage[]> {
  const pages = await labelledPages(join(dataFolder, 'boards'), split);
  return split === 'train' ? await correctPages(pages) : pages;
}

/** All boards that may be trained on. */
export async function trainingBoards(): Promise<WrittenPage[]> {
  return [
    ...(await boards('train')),
    ...(await boards2('train')),
    ...(await boards3('train')),
    ...(await spoiltBoards()),
    ...(await elsewhere('train')),
  ];
}

/** Boards that were measured on from outside until they had trained; none where they are not there. */
async function spoiltBoards(): Promise<WrittenPage[]> {
  const folder = join(dataFolder, 'boards3');
  return existsSync(folder) ? await labelledPages(folder, 'train') : [];
}

/** Boards of other people, whose words are labelled in the order in which a person reads them. */
export async function boards2(split: 'train' | 'dev2'): Promise<WrittenPage[]> {
  return await labelledPages(join(dataFolder, 'boards2'), split);
}

/**
 * Boards of other people again, walls of sticky notes and handwritten pages, with labels of our own
 * (`pretraining/boards`). All photos of one owner are in one split, except those of workshops, which are many hands; owners of
 * boards2 stay in theirs. `walls` and `notes` are only measured on.
 *
 * @returns none where `npm run pretraining:data` has not made them
 * @throws Error where it has made some of them: figures of a part would look like those of all
 */
export async function boards3(split: 'train' | 'dev2' | 'walls' | 'notes'): Promise<WrittenPage[]> {
  return await ownLabels('boards', split);
}

/**
 * Photos of other kinds than boards of the course, with labels of our own (`pretraining/elsewhere`): pencil and pen on paper, notes,
 * cards, prototypes, meeting boards. All photos of one owner are in one split; `dev3` is only measured on.
 *
 * @returns none where `npm run pretraining:data` has not made them
 * @throws Error as `boards3` does
 */
export async function elsewhere(split: 'train' | 'dev3'): Promise<WrittenPage[]> {
  return await ownLabels('elsewhere', split);
}

/** Pages of a folder of labels whose photos are in the banks. */
async function ownLabels(folder: 'boards' | 'elsewhere', split: string): Promise<WrittenPage[]> {
  const bank = join(banksFolder, folder);
  const refused = await heldBackPages(bank);
  const labelled = await labelledPages(join(import.meta.dirname, folder), split, join(bank, 'images'));
  const pages = labelled.filter(({ page }) => !refused.has(page));
  const made = pages.filter(({ path }) => existsSync(path)).length;
  if (made === 0) return [];
  if (made === pages.length) return pages;
  throw new Error(
    `${bank} has ${made} of the ${pages.length} photos of "${split}". Bring all repositories of ` +
      `pretraining/${folder}/sources.tsv into the mirror, and run npm run pretraining:data again.`,
  );
}

async function labelledPages(
  folder: string,
  split: string,
  images = join(folder, 'images'),
): Promise<WrittenPage[]> {
  const [sources, words, ignore] = await Promise.all([
    readTable(join(folder, 'sources.tsv'), ['page', 'split']),
    readTable(join(folder, 'words.tsv'), ['page', 'x', 'y', 'w', 'h', 'text']),
    readTable(join(folder, 'ignore.tsv'), ['page', 'x', 'y', 'w', 'h']),
  ]);
  return sources
    .filter((source) => cell(source, 'split') === split)
    .map((source): WrittenPage => {
      const page = cell(source, 'page');
      const ofPage = (row: ReadonlyMap<string, string>) => row.get('page') === page;
      return {
        page,
        path: join(images, page),
        hand: handOf(source),
        words: words.filter(ofPage).map(wordOfRow),
        ignore: ignore.filter(ofPage).map(boxOfRow),
      };
    });
}

/**
 * Photos of public repositories with the words that Inkdex very likely reads right (`pretraining/unlabelled`). No
 * person has checked their labels, so they are only for training.
 *
 * @returns none where `npm run pretraining:data` has not made them
 */
export async function selfLabelledPages(): Promise<WrittenPage[]> {
  const folder = join(banksFolder, 'unlabelled');
  if (!existsSync(join(folder, 'words.tsv'))) return [];
  const sources = await readTable(join(import.meta.dirname, 'unlabelled/sources.tsv'), [
    'page',
    'repository',
  ]);
  const words = await readTable(join(folder, 'words.tsv'), ['page', 'x', 'y', 'w', 'h', 'text']);
  const byPage = Map.groupBy(words, (row) => cell(row, 'page'));
  const refused = await heldBackPages(folder);
  const kept = sources.filter((source) => !refused.has(cell(source, 'page')));
  return kept.map((source) => {
    const page = cell(source, 'page');
    return {
      page,
      path: join(folder, 'images', page),
      hand: handOf(source),
      words: (byPage.get(page) ?? []).map(wordOfRow),
      ignore: [],
    };
  });
}

/** The three photos of notes: measured on, never trained on. */
export async function photos(): Promise<LabelledPage[]> {
  const folder = join(dataFolder, 'photos');
  const rows = await readTable(join(folder, 'words.tsv'), ['path', 'text', 'page', 'x', 'y', 'w', 'h']);
  const pages = [...new Set(rows.map((row) => cell(row, 'page')))];
  return pages.map((page) => ({
    page,
    path: join(folder, page),
    words: rows.filter((row) => row.get('page') === page).map(wordOfRow),
    ignore: [],
  }));
}

/** French pages. Each word has the height of its line, because only a few words have boxes. */
export async function frenchPages(): Promise<LabelledPage[]> {
  const folder = join(dataFolder, 'pages');
  const rows = await readTable(join(folder, 'lines.tsv'), ['page', 'text', 'x', 'y', 'w', 'h']);
  return Array.from(
    Map.groupBy(rows, (row) => cell(row, 'page')),
    ([page, lines]) => ({
      page,
      path: join(folder, 'images', page),
      words: lines.flatMap((row) =>
        cell(row, 'text')
          .split(/\s+/u)
          .filter((text) => text !== '')
          .map((text) => ({ box: boxOfRow(row), text })),
      ),
      ignore: [],
    }),
  );
}

/** Words of the writer-independent test forms: measured on, never trained on. */
export async function iamLike(split: 'trainset' | 'testset_v'): Promise<LabelledCrop[]> {
  const folder = join(dataFolder, 'iam-like');
  const read = async (path: string) =>
    (await readFile(join(folder, path), 'utf8')).split('\n').filter((line) => line !== '');
  const forms = new Set(await read(`splits/${split}.txt`));
  return (await read('ascii/words.txt')).flatMap((line) => {
    if (line.startsWith('#')) return [];
    const fields = line.split(' ');
    const [id = '', segmentation = ''] = fields;
    const [series = '', form = ''] = id.split('-');
    if (segmentation !== 'ok' || !forms.has(`${series}-${form}`)) return [];
    const path = join(folder, 'words', series, `${series}-${form}`, `${id}.png`);
    return [{ path, text: fields.slice(8).join(' ') }];
  });
}

async function correctCrops(crops: readonly LabelledCrop[]): Promise<LabelledCrop[]> {
  const place = ({ path, text }: LabelledCrop) => ({ file: withinData(path), box: null, text });
  const corrections = await correctionsOf('words/');
  return applyCorrections(crops, place, corrections).kept;
}

async function correctPages(pages: readonly WrittenPage[]): Promise<WrittenPage[]> {
  const words = pages.flatMap((page) => page.words.map((word) => ({ ...word, page: page.page })));
  const place = ({ page, box, text }: (typeof words)[number]) => ({ file: `boards/${page}`, box, text });
  const corrected = applyCorrections(words, place, await correctionsOf('boards/'));
  const byPage = Map.groupBy(corrected.kept, ({ page }) => page);
  const droppedByPage = Map.groupBy(corrected.dropped, ({ page }) => page);
  return pages.map((page) => ({
    ...page,
    words: (byPage.get(page.page) ?? []).map(({ box, text }) => ({ box, text })),
    ignore: [...page.ignore, ...(droppedByPage.get(page.page) ?? []).map(({ box }) => box)],
  }));
}

async function correctionsOf(folder: 'boards/' | 'words/'): Promise<LabelCorrection[]> {
  return (await readCorrections(correctionsFile())).filter(({ file }) => file.startsWith(folder));
}

/** A path as corrections name it. */
function withinData(path: string): string {
  return relative(dataFolder, path).replaceAll('\\', '/');
}

/**
 * German words of the eight writers of DHSD that are only measured on.
 *
 * @returns none where `npm run pretraining:data` has not made them
 * @throws Error where it has made some of them: figures of a part would look like those of all
 */
export async function germanCrops(): Promise<LabelledCrop[]> {
  const folder = join(banksFolder, 'german/held');
  return existsSync(folder) ? await cropsIn(folder) : [];
}

/**
 * Words cut from public repositories, for training (`npm run pretraining:data`).
 *
 * @returns none where they have not been made
 */
export async function bankCrops(language: 'english' | 'french' | 'german'): Promise<LabelledCrop[]> {
  const folder = join(banksFolder, language);
  return existsSync(join(folder, 'labels.tsv')) ? await cropsIn(folder) : [];
}

async function cropsOf(name: string): Promise<LabelledCrop[]> {
  return await cropsIn(join(dataFolder, 'words', name));
}

async function cropsIn(folder: string): Promise<LabelledCrop[]> {
  const rows = await readTable(join(folder, 'labels.tsv'), ['file', 'text']);
  return rows.map((row) => ({ path: join(folder, cell(row, 'file')), text: cell(row, 'text') }));
}

/** Pages in the order of their names' hashes, until they hold enough words. */
function keptPages(crops: readonly LabelledCrop[]): Set<string> {
  const counts = new Map<string, number>();
  for (const { path } of crops) counts.set(pageOf(path), (counts.get(pageOf(path)) ?? 0) + 1);
  const byHash = [...counts].sort(([a], [b]) => (hashOf(a) < hashOf(b) ? -1 : 1));
  const kept = new Set<string>();
  let words = 0;
  for (const [page, count] of byHash) {
    if (words >= keptCount) break;
    kept.add(page);
    words += count;
  }
  return kept;
}

/** `.../imp_wikitexte_0022_013_00.jpg` is word 00 of line 013 of page `imp_wikitexte_0022`. */
export function pageOf(path: string): string {
  return path.replace(/_\d+_\d+\.[a-z]+$/u, '');
}

function hashOf(page: string): string {
  return createHash('sha256')
    .update(page.slice(page.lastIndexOf('/') + 1))
    .digest('hex');
}

function wordOfRow(row: ReadonlyMap<string, string>): LabelledWord {
  return { box: boxOfRow(row), text: cell(row, 'text') };
}

function handOf(source: ReadonlyMap<string, string>): string {
  const hand = source.get('hand') ?? '';
  return hand === '' ? (source.get('repository') ?? cell(source, 'page')) : hand;
}

export function boxOfRow(row: ReadonlyMap<string, string>): Box {
  return [numberCell(row, 'x'), numberCell(row, 'y'), numberCell(row, 'w'), numberCell(row, 'h')];
}
