import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import { unitOf } from '../../shared/networks.ts';
import type { LanguageShares, PageLanguage } from '../../shared/contract/pageLanguage.ts';
import type { Alternative, WordOfText } from '../../shared/contract/word.ts';
import type { InkImage } from '../imaging/pixels.ts';
import type { QueuedWord } from '../ml/decoding/contextRescoring.ts';
import type { ViewedCandidates } from '../ml/decoding/textLanguages.ts';
import { mostAlternatives, type WordDecoder } from '../ml/decoding/wordDecoder.ts';
import type { LoadedModel } from './models/sessions.ts';
import { wordDecoderFor } from './models/wordDecoders.ts';
import { askSecond } from './secondOpinion.ts';
import type { ViewedWord, WordReader } from './viewedWord.ts';
import { leanWord, type Lean } from '../imaging/geometry/warp.ts';
import { shrinkInk } from '../imaging/ink/ink.ts';
import { withBlanksForSpaces, withoutSpaces, wordSpaceOf } from '../ml/decoding/spaces.ts';
import { wordPosteriors } from './models/wordPosteriors.ts';

export interface RecognisedWord {
  /** Best first. */
  readonly alternatives: readonly Alternative[];
  /** Where they leave doubt: what search finds the word by (`shared/prunedPosteriors.ts`). */
  readonly lattice: string | null;
}

export interface RecognisedText {
  readonly words: readonly RecognisedWord[];
  /** Null for words that are no text, and where too few words tell. */
  readonly languages: LanguageShares | null;
}

/** Readings that say something: an empty one is no word, but a line or a stain that looked like one. */
export function withoutEmpty(alternatives: readonly Alternative[]): Alternative[] {
  return alternatives.filter(({ text }) => text !== '');
}

/** How many letters of words are probably right: the sum of confidence times length. */
export function lettersProbablyRight(words: readonly (Alternative | undefined)[]): number {
  return words.reduce((sum, word) => sum + (word === undefined ? 0 : word.confidence * word.text.length), 0);
}

/** How probably a letter of words is right, on average; 0 where there is none. */
export function letterProbability(words: readonly (Alternative | undefined)[]): number {
  const letters = words.reduce((sum, word) => sum + (word?.text.length ?? 0), 0);
  return lettersProbablyRight(words) / Math.max(1, letters);
}

/** Of the lines of boards that were turned (50), none has a gain below 2; "pm" that is taken for "und" has 1.3 at most. */
const leastOtherwise = 1.5;

/**
 * Whether writing is to be read upside down or in a mirror: a letter is right so much more probably then. Letters are not counted: of
 * short words such as "pm" and "und", the wrong one may have more.
 */
export function isReadOtherwise(
  asItStands: readonly (Alternative | undefined)[],
  otherwise: readonly (Alternative | undefined)[],
): boolean {
  return letterProbability(otherwise) >= leastOtherwise * letterProbability(asItStands);
}

export interface RecogniseOptions {
  /** Readings wanted for each word. */
  readonly alternatives: number;
  /** Those of the words that are one text, in the order it is read: they tell of each other, and known ones of them. */
  readonly text?: readonly WordOfText[];
  /** The text's language, where a person chose it; by default it is found. */
  readonly language?: PageLanguage | null;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
}

/**
 * Reads words.
 *
 * @returns for each word what was read, in their order
 * @throws InkdexError `model-damaged`; `file-missing`, `data-invalid` for the language files
 */
export async function recogniseWords(
  recogniser: LoadedModel<RecogniserMetadata>,
  words: readonly InkImage[],
  options: RecogniseOptions,
): Promise<readonly RecognisedWord[]> {
  if (words.length === 0) return [];
  const decoder = await wordDecoderFor(recogniser.metadata);
  return readingsOf(decoder, await viewAllWords(recogniser, decoder, words, options.signal), options).words;
}

/** What the views of words say, after what the words of a text say of each other. */
export function readingsOf(
  decoder: WordDecoder,
  viewed: readonly ViewedWord[],
  { alternatives, text = [], language = null }: RecogniseOptions,
): RecognisedText {
  const inText = readingsInText(decoder, viewed, text, language);
  const words = viewed.map(({ views: [plain], alternatives: alone }, index): RecognisedWord => {
    const found = inText.readings.get(index) ?? alone;
    return {
      alternatives: found.slice(0, alternatives),
      lattice: plain === undefined ? null : decoder.fold(plain.posteriors, found),
    };
  });
  return { words, languages: inText.languages };
}

/** The readings of a text's words, by number, after what they and those known say of each other. */
function readingsInText(
  decoder: WordDecoder,
  viewed: readonly ViewedWord[],
  text: readonly WordOfText[],
  language: PageLanguage | null,
): { readings: Map<number, readonly Alternative[]>; languages: LanguageShares | null } {
  const known = new Map<number, QueuedWord>();
  const words = text.map((word, place): ViewedCandidates => {
    if ('read' in word) return viewed[word.read] ?? { views: [], candidates: [] };
    known.set(place, {
      texts: word.known.map((reading) => reading.text),
      confidences: word.known.map(({ confidence }) => confidence),
    });
    return { views: [], candidates: decoder.asCandidates(word.known) };
  });
  const inLanguages = decoder.inLanguages(words, language);
  const readings = new Map<number, readonly Alternative[]>();
  for (const [place, found] of decoder.inContext(inLanguages.words, known).entries()) {
    const word = text[place];
    if (word !== undefined && 'read' in word) {
      readings.set(word.read, decoder.alternatives(found, mostAlternatives));
    }
  }
  return { readings, languages: inLanguages.languages };
}

/** One more view of a word that leaves doubt. */
export interface FurtherView {
  readonly lean: Lean;
  /** A word that is read with this confidence or more needs no such view. */
  readonly certain: number;
}

/**
 * Views after the first, in turn. Each costs as much as reading the word did, and the later ones change a reading
 * only where nearly everything is open. How they were chosen: pretraining/HISTORY.md, "Test-time augmentation".
 */
export const furtherViews: readonly FurtherView[] = [
  { lean: { slant: 0.3, stretch: 1.15 }, certain: 0.7 },
  { lean: { slant: -0.2, stretch: 1.12 }, certain: 0.4 },
];

/**
 * Whether a word needs no further view; after the last one none does.
 *
 * @param round of reading that is over, 0 for the first
 */
export function isCertain(confidence: number, round: number): boolean {
  const next = furtherViews[round];
  return next === undefined || confidence >= next.certain;
}

/**
 * Reads words, and those that leave doubt again, leaning otherwise.
 *
 * @returns the words in their order
 * @throws InkdexError `model-damaged`
 */
export async function viewAllWords(
  recogniser: LoadedModel<RecogniserMetadata>,
  decoder: WordDecoder,
  words: readonly InkImage[],
  signal?: AbortSignal,
): Promise<ViewedWord[]> {
  const reader = { recogniser, decoder, signal };
  return await furtherRounds(reader, words, await firstRound(reader, words));
}

/** Reads words as they are. */
export async function firstRound(reader: WordReader, words: readonly InkImage[]): Promise<ViewedWord[]> {
  const unseen = words.map((_, index): ViewedWord => ({
    index,
    views: [],
    candidates: [],
    alternatives: [],
  }));
  return await readRound(reader, words, unseen, 0);
}

/**
 * Asks a second reader for the words that leave doubt. Where there is none, they are read again, leaning otherwise: beside a
 * second reader that costs time and brings nothing.
 *
 * @param seen what `firstRound` gave of them
 */
export async function furtherRounds(
  reader: WordReader,
  words: readonly InkImage[],
  seen: readonly ViewedWord[],
): Promise<ViewedWord[]> {
  const together = await askSecond(reader, words, seen);
  if (together !== null) return together;
  const all = [...seen];
  const { metadata } = reader.recogniser;
  // A recogniser of another program gets the photo, which is read once. So is a single character.
  let waiting = metadata.photo === undefined && unitOf(metadata) !== 'character' ? all : [];
  for (let round = 0; ; round += 1) {
    waiting = waiting.filter(({ alternatives: [best] }) => !isCertain(best?.confidence ?? 0, round));
    if (waiting.length === 0) return all;
    waiting = await readRound(reader, words, waiting, round + 1);
    for (const word of waiting) all[word.index] = word;
  }
}

/** One round of reading. */
async function readRound(
  { recogniser, decoder, signal }: WordReader,
  words: readonly InkImage[],
  waiting: readonly ViewedWord[],
  round: number,
): Promise<ViewedWord[]> {
  const space = wordSpaceOf(recogniser.metadata);
  const without = recogniser.metadata.photo === undefined ? withoutSpaces : withBlanksForSpaces;
  const images = waiting.flatMap(({ index }) => {
    const word = words[index];
    return word === undefined ? [] : [viewOf(word, round, recogniser.metadata)];
  });
  const viewed = [...waiting];
  for await (const { index: place, posteriors } of wordPosteriors(recogniser, images, signal)) {
    const { index, views: seen } = viewed[place] ?? { index: 0, views: [] };
    // A recogniser of lines may see a gap in what is known to be one word.
    const own = space === null ? posteriors : without(posteriors, space);
    const views = [...seen, decoder.view(own)];
    const candidates = decoder.fuse(views);
    const alternatives = decoder.alternatives(candidates, mostAlternatives);
    viewed[place] = { index, views, candidates, alternatives };
  }
  return viewed;
}

/**
 * A word as one round of reading sees it.
 *
 * @param round 0 for the word as it is
 */
export function viewOf(word: InkImage, round: number, { height }: RecogniserMetadata): InkImage {
  const view = furtherViews[round - 1];
  return view === undefined ? word : leanWord(shrinkInk(word, height), view.lean);
}
