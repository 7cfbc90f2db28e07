import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createRandom } from '../../../shared/random.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import { boards, dataFolder } from '../../../pretraining/data.ts';
import { cropPages } from '../../../pretraining/recogniser/sources.ts';
import { pretrainingFonts } from '../../../pretraining/packages.ts';
import { createVocabulary } from '../../../pretraining/vocabulary/vocabulary.ts';
import { createWriter, drawWord } from '../../../main/ml/synthetic/words.ts';
import { writePhonePhotos } from './phonePhotos.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';

const hasBoards = existsSync(join(dataFolder, 'boards'));
const samplesFolder = join(import.meta.dirname, '../../../resources/samples');

/** Around a boxed word, as a share of its height: what the reader leaves. */
const cropMargin = 0.16;
const wordCount = unlessShort(1000, 100);
const photoCount = unlessShort(16, 1);

export interface Material<Item> {
  readonly name: string;
  readonly items: readonly Item[];
}

/** Words as the recogniser gets them: of the development boards, or drawn ones where those are absent. */
export async function wordsToRead(): Promise<Material<InkImage>> {
  if (!hasBoards) return { name: 'words of handwriting fonts', items: await drawnWords() };
  const words = await cropPages(await boards('dev'), cropMargin);
  const stride = Math.max(1, words.length / wordCount);
  const items = Array.from(
    { length: Math.min(wordCount, words.length) },
    (_, index) => words[Math.floor(index * stride)],
  ).flatMap((word) => (word === undefined ? [] : [word.ink]));
  return { name: 'words of the boards dev pages', items };
}

/** Files of whole pages: the development boards, or the sample photos where those are absent. */
export async function pagesToRead(): Promise<Material<string>> {
  if (hasBoards) {
    return { name: 'boards dev pages', items: (await boards('dev')).map(({ path }) => path) };
  }
  const files = (await readdir(samplesFolder)).filter((file) => file.endsWith('.jpg')).sort();
  return { name: 'sample photos', items: files.map((file) => join(samplesFolder, file)) };
}

/**
 * Files of photos as a telephone takes them, in a folder that goes when they are disposed of; none
 * without the development boards.
 */
export async function photosToRead(): Promise<Material<string> & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-photos-'));
  return {
    name: 'photos of 12 megapixels',
    items: hasBoards ? await writePhonePhotos(folder, photoCount) : [],
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

async function drawnWords(): Promise<InkImage[]> {
  const random = createRandom(1);
  const vocabulary = createVocabulary();
  const fonts = pretrainingFonts();
  const words: InkImage[] = [];
  while (words.length < wordCount) {
    const writer = createWriter(random, fonts);
    for (let index = 0; index < 10; index += 1) words.push(drawWord(vocabulary.next(random), writer, random));
    // The canvas's pixels are freed between turns of the event loop only.
    await setImmediate();
  }
  return words;
}
