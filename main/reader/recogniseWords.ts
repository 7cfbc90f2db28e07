import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import type { LanguageShares, PageLanguage } from '../../shared/contract/pageLanguage.ts';
import type { Alternative, WordOfText } from '../../shared/contract/word.ts';
import type { InkImage } from '../imaging/pixels.ts';
import type { QueuedWord } from '../ml/decoding/contextRescoring.ts';
import type { ViewedCandidates } from '../ml/decoding/textLanguages.ts';
import { mostAlternatives, type WordDecoder } from '../ml/decoding/wordDecoder.ts';
import type { LoadedModel } from './models/sessions.ts';
import { wordDecoderFor } from './models/wordDecoders.ts';
import { viewAllWords, type ViewedWord } from './viewWords.ts';

export interface RecognisedWord {
  /** Best first. */
  readonly alternatives: readonly Alternative[];
  /** Where they leave doubt: what search finds the word by (`shared/prunedPosteriors.ts`). */
  readonly lattice: string | null;
}

/** The words of one text. */
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
