import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAlphabet, pretrainedCharacters } from '../../shared/alphabet.ts';
import { normalizeText } from '../../shared/text.ts';
import { decodePhoto } from '../../main/imaging/formats/decode.ts';
import { flattenBackground } from '../../main/imaging/ink/flatten.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import { shrinkInk, wholeWordRows, cropInk } from '../../main/imaging/ink/ink.ts';
import {
  bankCrops,
  frenchCrops,
  pageOf,
  selfLabelledPages,
  trainingBoards,
  type LabelledCrop,
  type LabelledPage,
  type WrittenPage,
} from '../data.ts';
import { drawnWordsRecipe, drawWordBank } from '../words/drawnWords.ts';
import {
  loadBank,
  packWords,
  saveBank,
  type LabelledInk,
  type WordBank,
} from '../../main/ml/training/wordBank.ts';
import { type Page, spliceWordBank, splicedWordsRecipe } from '../words/spliceWords.ts';
import { createVocabulary } from '../vocabulary/vocabulary.ts';
import type { WordSource } from '../../main/ml/training/wordPools.ts';

const alphabet = createAlphabet(pretrainedCharacters);
/** Around a boxed word of a board, so that a draw can cut it loose or tight. */
const boardMargin = 0.3;
/** Around a boxed word that is to be cut into letters. */
const cutMargin = 0.08;
const maxPixels = 24_000_000;
/** Says where the letters of the real words stand. */
const alignerPath = join(import.meta.dirname, '../../resources/models/starter-recogniser.onnx');

/** How many words to make of those kinds that are made. */
export interface MadeCounts {
  readonly drawn: number;
  readonly spliced: number;
}

/**
 * The kinds of words that train the starter recogniser, kept in `cache` once made: under names that tell what they were
 * made with.
 *
 * @returns drawn, French, board, spliced, cut from lines, German, self-labelled; those from `lines` on are empty where
 * `npm run pretraining:data` has not made them
 */
export async function starterSources(
  cache: string,
  seed: number,
  { drawn, spliced }: MadeCounts,
): Promise<WordSource[]> {
  await mkdir(cache, { recursive: true });
  const drawnName = `drawn-${drawnWordsRecipe}-${seed}-${drawn}.bank`;
  const drawnBank = await kept(join(cache, drawnName), () => drawWordBank(seed, drawn));
  const { train: french } = await frenchCrops();
  const boards = await trainingBoards();
  const aligner = await readFile(alignerPath);
  const cutWith = shortHash(JSON.stringify([french, boards]), String(cutMargin), aligner);
  const splicedName = `spliced-${splicedWordsRecipe}-3-${cutWith}-${seed}-${spliced}.bank`;
  const splicedBank = await kept(join(cache, splicedName), async () =>
    spliceWordBank([await frenchPages(french), await boardPages(boards)], aligner, createVocabulary(), {
      seed,
      count: spliced,
    }),
  );
  const lines = [...(await bankCrops('french')), ...(await bankCrops('english'))];
  return [
    { name: 'drawn', bank: drawnBank, margin: 0, strength: 1 },
    { name: 'french', bank: await cropBank(cache, 'french', french), margin: 0, strength: 0.8 },
    { name: 'boards', ...(await pageBank(cache, 'boards', boards)), strength: 0.9 },
    { name: 'spliced', bank: splicedBank, margin: 0, strength: 0.9 },
    { name: 'lines', bank: await cropBank(cache, 'lines', lines), margin: 0, strength: 0.8 },
    {
      name: 'german',
      bank: await cropBank(cache, 'german', await bankCrops('german')),
      margin: 0,
      strength: 0.8,
    },
    {
      name: 'self-labelled',
      ...(await pageBank(cache, 'self-labelled', await selfLabelledPages())),
      strength: 1,
    },
  ];
}

/** Words of pages, hand by hand, with a margin around each. */
async function pageBank(cache: string, name: string, pages: readonly WrittenPage[]) {
  const byHand = [...Map.groupBy(pages, ({ hand }) => hand).values()];
  const inOrder = byHand.flat();
  const path = join(cache, `${name}-4-${shortHash(JSON.stringify(inOrder), String(boardMargin))}.bank`);
  const bank = await kept(path, async () => packWords(await cropPages(inOrder, boardMargin)));
  const hands: number[] = [];
  let words = 0;
  for (const ofHand of byHand) {
    const count = ofHand
      .flatMap((page) => page.words)
      .filter(({ text }) => labelOf(text) !== undefined).length;
    if (count > 0) hands.push(words);
    words += count;
  }
  return { bank, margin: boardMargin, hands };
}

/** What the recogniser can learn of a text; undefined: nothing. */
export function labelOf(text: string): string | undefined {
  const label = normalizeText(text);
  return label === '' || !alphabet.has(label) ? undefined : label;
}

async function cropBank(cache: string, name: string, crops: readonly LabelledCrop[]): Promise<WordBank> {
  const path = join(cache, `${name}-${shortHash(JSON.stringify(crops))}.bank`);
  return await kept(path, async () => packWords(await readCrops(crops)));
}

/** Of what words are made with, for their file's name. */
function shortHash(...parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 12);
}

async function frenchPages(french: readonly LabelledCrop[]): Promise<Page[]> {
  const pages: Page[] = [];
  for (const crops of Map.groupBy(french, ({ path }) => pageOf(path)).values())
    pages.push(await readCrops(crops));
  return pages;
}

async function boardPages(boards: readonly LabelledPage[]): Promise<Page[]> {
  const pages: Page[] = [];
  for (const page of boards) pages.push(await cropPages([page], cutMargin));
  return pages;
}

/** Word images of their own, each flattened by itself. */
export async function readCrops(crops: readonly LabelledCrop[]): Promise<LabelledInk[]> {
  const words: LabelledInk[] = [];
  for (const { path, text } of crops) {
    const label = labelOf(text);
    if (label === undefined) continue;
    const { image } = await decodePhoto(path, { maxPixels });
    words.push({ text: label, ink: shrinkInk(flattenBackground(image), wholeWordRows) });
  }
  return words;
}

/** Boxed words of whole photos, cut from the flattened page with a margin. */
export async function cropPages(pages: readonly LabelledPage[], margin: number): Promise<LabelledInk[]> {
  const words: LabelledInk[] = [];
  for (const page of pages) {
    const { image } = await decodePhoto(page.path, { maxPixels });
    const ink = flattenBackground(image);
    for (const { box, text } of page.words) {
      const label = labelOf(text);
      if (label !== undefined) {
        words.push({
          text: label,
          ink: shrinkInk(cropBox(ink, box, margin), wholeWordRows * (1 + 2 * margin)),
        });
      }
    }
  }
  return words;
}

function cropBox(
  ink: InkImage,
  [x, y, width, height]: readonly [number, number, number, number],
  margin: number,
) {
  const around = Math.round(height * margin);
  return cropInk(
    ink,
    Math.round(x) - around,
    Math.round(y) - around,
    Math.round(width) + 2 * around,
    Math.round(height) + 2 * around,
  );
}

async function kept(path: string, make: () => Promise<WordBank>): Promise<WordBank> {
  const bank = await loadBank(path);
  if (bank !== undefined) return bank;
  const made = await make();
  await saveBank(path, made);
  return made;
}
