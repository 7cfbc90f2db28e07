import type { LanguageShares } from '../../shared/contract/pageLanguage.ts';
import { boxOfQuad, isSameWord, scaleQuad, type Box } from '../../shared/geometry.ts';
import type { TypedWord, WordOfText } from '../../shared/contract/word.ts';
import { cropWord } from '../imaging/geometry/crop.ts';
import type { InkPage } from '../imaging/ink/inkPage.ts';
import { wordSpaceOf } from '../ml/decoding/spaces.ts';
import type { BoxRead } from './boxesWithoutText.ts';
import { findWords } from './findWords.ts';
import type { ViewWords } from './leaningWords.ts';
import type { ReadingModels } from './models/sessions.ts';
import { wordDecoderFor } from './models/wordDecoders.ts';
import { readingsOf, type RecogniseOptions, furtherRounds, firstRound } from './recogniseWords.ts';
import type { ViewedWord } from './viewedWord.ts';
import { viewLinesOfPage, type PageWords } from './viewLines.ts';
import { scoreOf } from '../ml/decoding/calibration.ts';
import { likeliestWords } from '../ml/detection/wordsOfPieces.ts';
import type { DirectionMap } from '../ml/detection/directions.ts';
import type { FoundRun, FoundWord, FoundWords } from './detectWords.ts';

export interface BoxesRead {
  /** With what is read in each alone. */
  readonly boxes: PageWords;
  /** With what is read in them together, and with the words that a person has typed. */
  readonly text: TextRead;
  /** In which directions the writing runs; empty where what finds the boxes does not say. */
  readonly directions: readonly DirectionMap[];
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
  directions: [],
};

/** Finds the boxes of a page as it stands, reads each alone, and then all together. */
export async function readBoxes(
  page: InkPage,
  models: ReadingModels,
  { finish, ...options }: TextOptions & { readonly finish: (stage: 'detect' | 'recognise') => void },
): Promise<BoxesRead> {
  const found = await findWords(models.detector, page.ink, options.signal);
  finish('detect');
  const { directions } = found;
  if (found.words.length === 0) return { ...nothingRead, directions };
  const boxes = await viewerOf(models, options.signal)(page.ink, found);
  const text = await readTogether(page, boxes, models, options);
  finish('recognise');
  return { boxes, text, directions };
}

/**
 * What reads the words that were found on an image, each alone. A recogniser of lines reads each line whole. One of words
 * reads both sides of an uncertain gap apart and as one word, keeps what reads better, and then reads those again that
 * leave doubt.
 */
export function viewerOf({ recogniser }: Pick<ReadingModels, 'recogniser'>, signal?: AbortSignal): ViewWords {
  return async (ink, found) => {
    const { height } = recogniser.metadata;
    const decoder = await wordDecoderFor(recogniser.metadata);
    const space = wordSpaceOf(recogniser.metadata);
    if (space !== null) return await viewLinesOfPage(recogniser, decoder, ink, found.words, space, signal);
    const reader = { recogniser, decoder, signal };
    const { width, height: rows, data } = ink;
    const seen = recogniser.metadata.photo !== undefined ? ink : { width, height: rows, data };
    const crops = new Map(possibleWords(found).map((word) => [word, cropWord(seen, word.quad, height)]));
    const first = await firstRound(reader, [...crops.values()]);
    const { words, viewed } = decideGaps(found, first);
    const decided = words.flatMap((word) => crops.get(word) ?? []);
    const photoOf = (index: number) => {
      const word = words[index];
      return word === undefined ? undefined : cropWord(ink, word.quad, height);
    };
    return { words, viewed: await furtherRounds({ ...reader, photoOf }, decided, viewed) };
  };
}

/** What the words of a page say together, and with those that a person has typed. */
export async function readTogether(
  { scale }: InkPage,
  { words, viewed }: PageWords,
  { recogniser }: Pick<ReadingModels, 'recogniser'>,
  { typed, ...options }: TextOptions,
): Promise<TextRead> {
  const decoder = await wordDecoderFor(recogniser.metadata);
  const boxes = words.map(({ quad }) => boxOfQuad(scaleQuad(quad, 1 / scale)));
  const text = readingsOf(decoder, viewed, { ...options, text: textOf(boxes, typed) });
  const read = words.map((word, index) => ({
    word,
    candidate: viewed[index]?.alone ?? viewed[index]?.candidates[0],
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

/** Weight of a gap's logit beside the scores of readings, in nats: chosen on the pages of `dev2`. */
const gapWeight = 5;

/** All words that are to be read before `decideGaps` can decide. */
export function possibleWords({ words, runs }: FoundWords): FoundWord[] {
  return [...new Set([...words, ...runs.flatMap((run) => run.words.flat())])];
}

/**
 * The words of a page where reading has decided its uncertain gaps: those of each run whose readings, with the logits of the
 * gaps within them, have the highest sum of scores.
 *
 * @param viewed what is read of each of the page's `possibleWords`, in their order
 */
export function decideGaps(found: FoundWords, viewed: readonly ViewedWord[]): PageWords {
  const { words, runs } = found;
  const readings = new Map(possibleWords(found).map((word, index) => [word, viewed[index]]));
  const decided = words.map((word) => [word]);
  for (const run of runs) {
    const [, ...others] = likeliestWords(run);
    decided.splice(run.first, 1 + others.length, bestWords(run, readings), ...others.map(() => []));
  }
  const read = decided.flat().flatMap((word) => {
    const own = readings.get(word);
    return own === undefined ? [] : [{ word, own }];
  });
  return {
    words: read.map(({ word }) => word),
    viewed: read.map(({ own }, index) => ({ ...own, index })),
  };
}

/** Of the words from one part of a run on, the best. */
interface Ending {
  readonly words: readonly FoundWord[];
  readonly score: number;
}

function bestWords(
  { words, gaps }: FoundRun,
  readings: ReadonlyMap<FoundWord, ViewedWord | undefined>,
): FoundWord[] {
  const endings: Ending[] = [];
  endings[words.length] = { words: [], score: 0 };
  for (let first = words.length - 1; first >= 0; first -= 1) {
    let best: Ending = { words: [], score: -Infinity };
    let within = 0;
    for (const [more, word] of (words[first] ?? []).entries()) {
      if (more > 0) within += gapWeight * (gaps[first + more - 1] ?? 0);
      const rest = endings[first + more + 1];
      const [reading] = readings.get(word)?.candidates ?? [];
      if (rest === undefined || reading === undefined) continue;
      const score = scoreOf(reading) + within + rest.score;
      if (score > best.score) best = { words: [word, ...rest.words], score };
    }
    endings[first] = best;
  }
  return [...(endings[0]?.words ?? [])];
}
