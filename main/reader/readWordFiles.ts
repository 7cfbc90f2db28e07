import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import type { Alternative, WordResult } from '../../shared/contract/word.ts';
import { failureOf, InkdexError } from '../../shared/result.ts';
import { decodePhoto } from '../imaging/formats/decode.ts';
import type { InkImage, RgbImage } from '../imaging/pixels.ts';
import type { CallContext } from '../rpc/calls.ts';
import { lettersProbablyRight, readingsOf, type RecognisedWord, withoutEmpty } from './recogniseWords.ts';
import type { LoadedModel, ModelsAsked, Sessions } from './models/sessions.ts';
import { openReadingModels, readPage } from './reader.ts';
import { unitOf } from '../../shared/networks.ts';
import { viewTexts } from './viewLines.ts';
import { wordsTogether } from './models/wordPosteriors.ts';
import { wordDecoderFor } from './models/wordDecoders.ts';
import { flattenBackground } from '../imaging/ink/flatten.ts';
import { shrinkInk, wholeWordRows } from '../imaging/ink/ink.ts';

const pixelsRead = 1_000_000;

/** The words of a picture, in reading order. */
export type ReadLine = (path: string, signal: AbortSignal) => Promise<readonly Alternative[]>;

/** Reads lines as pages, for a recogniser of words; null for one that reads lines by itself. */
export function lineReader(
  sessions: Sessions,
  { metadata }: LoadedModel<RecogniserMetadata>,
  asked: ModelsAsked,
): ReadLine | null {
  if (unitOf(metadata) !== 'word') return null;
  return async (path, signal) => {
    const { words } = await readPage(path, await openReadingModels(sessions, asked), {
      alternatives: 1,
      signal,
    });
    return words.map(({ text, confidence }) => ({ text, confidence }));
  };
}

/** A picture of which one side is so many times the other may be a line of several words. */
const wideShare = 5;

/**
 * Reads files that hold one cropped word each, or a line for a recogniser of lines, in their order. A file that cannot be read gives its
 * reason and leaves the others alone.
 *
 * @param readLine for a recogniser of words: reads wide pictures as pages; a reading of several words counts if more of its
 *   letters are probably right
 */
export async function readWordFiles(
  recogniser: LoadedModel<RecogniserMetadata>,
  paths: readonly string[],
  { alternatives, readLine = null }: { readonly alternatives: number; readonly readLine?: ReadLine | null },
  { signal, onProgress }: CallContext<{ step: string; done: number; total: number }>,
): Promise<WordResult[]> {
  const results: WordResult[] = [];
  const chunk = wordsTogether(recogniser.metadata);
  for (let first = 0; first < paths.length; first += chunk) {
    results.push(
      ...(await readChunk(recogniser, paths.slice(first, first + chunk), alternatives, readLine, signal)),
    );
    onProgress({ step: 'Reading words', done: results.length, total: paths.length });
  }
  return results;
}

async function readChunk(
  recogniser: LoadedModel<RecogniserMetadata>,
  paths: readonly string[],
  alternatives: number,
  readLine: ReadLine | null,
  signal: AbortSignal,
): Promise<WordResult[]> {
  const start = performance.now();
  const loaded = await Promise.all(paths.map((path) => loadWord(path, recogniser.metadata)));
  const images = loaded.flatMap((word) => (word.ok ? [word.image] : []));
  const readings = await readTexts(recogniser, images, alternatives, signal);
  if (readLine !== null) await readLines(loaded, readings, readLine, signal);
  // Words are read together: each takes its share of the time.
  const ms = (performance.now() - start) / Math.max(1, images.length);
  let next = 0;
  return loaded.map((word): WordResult => {
    if (!word.ok) return { path: word.path, ok: false, error: failureOf(word.error) };
    const found = readings[next] ?? [];
    next += 1;
    const best = found[0] ?? { text: '', confidence: 0 };
    return { path: word.path, ok: true, value: { ...best, alternatives: found, ms } };
  });
}

/** Replaces the readings of wide pictures by those of their words, where these say more. */
async function readLines(
  loaded: readonly LoadedWord[],
  readings: Alternative[][],
  readLine: ReadLine,
  signal: AbortSignal,
): Promise<void> {
  let next = 0;
  for (const word of loaded) {
    if (!word.ok) continue;
    const place = next;
    next += 1;
    if (word.image.width < wideShare * word.image.height) continue;
    const words = await readLine(word.path, signal);
    const isBetter = lettersProbablyRight(words) > lettersProbablyRight((readings[place] ?? []).slice(0, 1));
    if (words.length > 1 && isBetter) readings[place] = [joined(words)];
  }
}

/** The readings of each image; of a line with several words, the best one. */
async function readTexts(
  recogniser: LoadedModel<RecogniserMetadata>,
  images: readonly InkImage[],
  alternatives: number,
  signal: AbortSignal,
): Promise<Alternative[][]> {
  const decoder = await wordDecoderFor(recogniser.metadata);
  const texts = await viewTexts(recogniser, decoder, images, signal);
  return texts.map((viewed) => {
    const text = viewed.map((_, read) => ({ read }));
    const { words } = readingsOf(decoder, viewed, { alternatives, ...(viewed.length > 1 && { text }) });
    return words.length > 1 ? [lineOf(words)] : [...(words[0]?.alternatives ?? [])];
  });
}

function lineOf(words: readonly RecognisedWord[]): Alternative {
  return joined(words.flatMap(({ alternatives }) => withoutEmpty(alternatives).slice(0, 1)));
}

function joined(best: readonly Alternative[]): Alternative {
  return {
    text: best.map(({ text }) => text).join(' '),
    confidence: best.reduce((product, { confidence }) => product * confidence, 1),
  };
}

type LoadedWord =
  | { readonly path: string; readonly ok: true; readonly image: InkImage }
  | { readonly path: string; readonly ok: false; readonly error: InkdexError };

async function loadWord(path: string, metadata: RecogniserMetadata): Promise<LoadedWord> {
  try {
    const { image } = await decodePhoto(path, { maxPixels: pixelsRead, mayLack: 0 });
    return { path, ok: true, image: wholeWord(image, metadata) };
  } catch (error) {
    if (!(error instanceof InkdexError)) throw error;
    return { path, ok: false, error };
  }
}

/** A picture that is one word or line, as a recogniser takes it. */
function wholeWord(image: RgbImage, { photo }: RecogniserMetadata): InkImage {
  const ink = shrinkInk(flattenBackground(image), wholeWordRows);
  return photo === undefined ? ink : { ...ink, photo: image };
}
