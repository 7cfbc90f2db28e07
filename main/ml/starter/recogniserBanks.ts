import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createAlphabet, starterCharacters } from '../../../shared/alphabet.ts';
import { createRandom } from '../../../shared/random.ts';
import { normalizeText } from '../../../shared/text.ts';
import { decodePhoto } from '../../imaging/decode.ts';
import { flattenBackground } from '../../imaging/flatten.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { resampleInk } from '../../imaging/resample.ts';
import { createVocabulary } from '../synthetic/vocabulary.ts';
import { createWriter, drawWord } from '../synthetic/words.ts';
import { boards, frenchCrops, type LabelledCrop, type LabelledPage } from './data.ts';
import { loadBank, packWords, saveBank, type LabelledInk, type WordBank } from './wordBank.ts';
import { cropInk } from './cropInk.ts';
import type { WordSource } from './wordPools.ts';

const alphabet = createAlphabet(starterCharacters);
/** Around a boxed word of a board, so that a draw can cut it loose or tight. */
const boardMargin = 0.3;
const maxPixels = 24_000_000;
/** Rows of a banked word without its margin: a little more than the network's, so that warps stay sharp. */
const bankHeight = 64;

/** The three kinds of words that train the starter recogniser, kept in `cache` once made. */
export async function starterSources(cache: string, seed: number, drawn: number): Promise<WordSource[]> {
  await mkdir(cache, { recursive: true });
  const drawnBank = await kept(join(cache, `drawn-${String(seed)}-${String(drawn)}.bank`), () =>
    drawWords(seed, drawn),
  );
  const french = await kept(join(cache, 'french.bank'), async () => readCrops((await frenchCrops()).train));
  const board = await kept(join(cache, 'boards.bank'), async () =>
    cropPages(await boards('train'), boardMargin),
  );
  return [
    { name: 'drawn', bank: drawnBank, margin: 0, strength: 1 },
    { name: 'french', bank: french, margin: 0, strength: 0.7 },
    { name: 'boards', bank: board, margin: boardMargin, strength: 0.6 },
  ];
}

/** Words of handwriting fonts, sixteen to a writer. */
async function drawWords(seed: number, count: number): Promise<LabelledInk[]> {
  const random = createRandom(seed).fork('drawn words');
  const vocabulary = createVocabulary();
  const words: LabelledInk[] = [];
  let writer = createWriter(random);
  while (words.length < count) {
    if (words.length % 16 === 0) {
      writer = createWriter(random);
      // The canvas's pixels are freed between turns of the event loop only.
      await setImmediate();
    }
    const text = vocabulary.next(random);
    words.push({ text, ink: shrunk(drawWord(text, writer, random), bankHeight) });
  }
  return words;
}

/** Word images of their own, each flattened by itself. */
export async function readCrops(crops: readonly LabelledCrop[]): Promise<LabelledInk[]> {
  const words: LabelledInk[] = [];
  for (const { path, text } of crops) {
    const label = normalizeText(text);
    if (label === '' || !alphabet.has(label)) continue;
    const { image } = await decodePhoto(path, { maxPixels });
    words.push({ text: label, ink: shrunk(flattenBackground(image), bankHeight) });
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
      const label = normalizeText(text);
      if (label !== '' && alphabet.has(label)) {
        words.push({ text: label, ink: shrunk(cropBox(ink, box, margin), bankHeight * (1 + 2 * margin)) });
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

function shrunk(ink: InkImage, mostRows: number): InkImage {
  if (ink.height <= mostRows) return ink;
  const scale = mostRows / ink.height;
  const box = { left: 0, top: 0, width: ink.width, height: ink.height };
  const target = {
    width: Math.max(1, Math.round(ink.width * scale)),
    height: Math.round(mostRows),
    margin: 0,
    drop: null,
  };
  return resampleInk(ink, box, target);
}

async function kept(path: string, make: () => Promise<LabelledInk[]>): Promise<WordBank> {
  const bank = await loadBank(path);
  if (bank !== undefined) return bank;
  const made = packWords(await make());
  await saveBank(path, made);
  return made;
}
