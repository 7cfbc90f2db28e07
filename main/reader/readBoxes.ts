import type { LanguageShares } from '../../shared/contract/pageLanguage.ts';
import { boxOfQuad, isSameWord, scaleQuad, type Box } from '../../shared/geometry.ts';
import type { TypedWord, WordOfText } from '../../shared/contract/word.ts';
import { cropWord } from '../imaging/crop.ts';
import type { InkPage } from '../imaging/inkPage.ts';
import { spaceIn } from '../ml/decoding/spaces.ts';
import type { BoxRead } from './boxesWithoutText.ts';
import { findWords } from './findWords.ts';
import type { ViewWords } from './leaningWords.ts';
import type { ReadingModels } from './models/sessions.ts';
import { wordDecoderFor } from './models/wordDecoders.ts';
import { readingsOf, type RecogniseOptions } from './recogniseWords.ts';
import { decideGaps, possibleWords } from './uncertainGaps.ts';
import { viewLinesOfPage, type PageWords } from './viewLines.ts';
import { lookAgain, lookOnce } from './viewWords.ts';

/** The boxes of a page. */
export interface BoxesRead {
  /** With what is read in each alone. */
  readonly boxes: PageWords;
  /** With what is read in them together, and with the words that a person has typed. */
  readonly text: TextRead;
}

interface TextRead {
  readonly read: readonly BoxRead[];
  /** Null where there are no words. */
  readonly languages: LanguageShares | null;
}

interface TextOptions extends Omit<RecogniseOptions, 'text'> {
  readonly typed: readonly TypedWord[];
}

export const nothingRead: BoxesRead = {
  boxes: { words: [], viewed: [] },
  text: { read: [], languages: null },
};

/** Finds the boxes of a page as it stands, reads each alone, and then all together. */
export async function readBoxes(
  page: InkPage,
  models: ReadingModels,
  { finish, ...options }: TextOptions & { readonly finish: (stage: 'detect' | 'recognise') => void },
): Promise<BoxesRead> {
  const found = await findWords(models.detector, page.ink, options.signal);
  finish('detect');
  if (found.words.length === 0) return nothingRead;
  const boxes = await viewerOf(models, options.signal)(page.ink, found);
  const text = await readTogether(page, boxes, models, options);
  finish('recognise');
  return { boxes, text };
}

/**
 * What reads the words that were found on an image, each alone. A recogniser of lines reads each line whole. One of words
 * reads both sides of an uncertain gap apart and as one word, keeps what reads better, and then looks again at words that
 * leave doubt.
 */
export function viewerOf({ recogniser }: Pick<ReadingModels, 'recogniser'>, signal?: AbortSignal): ViewWords {
  return async (ink, found) => {
    const { characters, height } = recogniser.metadata;
    const decoder = await wordDecoderFor(recogniser.metadata);
    const space = spaceIn(characters);
    if (space !== null) return await viewLinesOfPage(recogniser, decoder, ink, found.words, space, signal);
    const reader = { recogniser, decoder, signal };
    const crops = new Map(possibleWords(found).map((word) => [word, cropWord(ink, word.quad, height)]));
    const first = await lookOnce(reader, [...crops.values()]);
    const { words, viewed } = decideGaps(found, first);
    const decided = words.flatMap((word) => crops.get(word) ?? []);
    return { words, viewed: await lookAgain(reader, decided, viewed) };
  };
}

/** What the words of a page say together, and with those that a person has typed. */
export async function readTogether(
  { scale }: InkPage,
  { words, viewed }: PageWords,
  { recogniser }: ReadingModels,
  { typed, ...options }: TextOptions,
): Promise<TextRead> {
  const decoder = await wordDecoderFor(recogniser.metadata);
  const boxes = words.map(({ quad }) => boxOfQuad(scaleQuad(quad, 1 / scale)));
  const text = readingsOf(decoder, viewed, { ...options, text: textOf(boxes, typed) });
  const read = words.map((word, index) => ({
    word,
    candidate: viewed[index]?.candidates[0],
    reading: text.words[index],
  }));
  return { read, languages: text.languages };
}

/** The words found, in their order, but for those that cover what is typed: of several that do, one stands for it. */
function textOf(boxes: readonly Box[], typed: readonly TypedWord[]): WordOfText[] {
  const told = new Set<TypedWord>();
  return boxes.flatMap((box, read): WordOfText[] => {
    const covered = typed.find((word) => isSameWord(word.box, box));
    if (covered === undefined) return [{ read }];
    if (told.has(covered)) return [];
    told.add(covered);
    return [{ known: [{ text: covered.text, confidence: 1 }] }];
  });
}
