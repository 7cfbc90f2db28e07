import { quadSize } from '../../shared/geometry.ts';
import { rotations, type Rotation } from '../../shared/rotation.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import { cropWord } from '../imaging/crop.ts';
import type { InkImage } from '../imaging/pixels.ts';
import { rotateInk } from '../imaging/ink.ts';
import type { BoxRead } from './boxesWithoutText.ts';
import type { FoundWord } from './detectWords.ts';
import { findWords } from './findWords.ts';
import type { ReadingModels } from './models/sessions.ts';
import { lettersProbablyRight, recogniseWords } from './recogniseWords.ts';

/** From this confidence on a word of three letters is writing that stands upright. */
const sureConfidence = 0.8;
const sureLetters = 3;
/** A page of whose words a larger share is sure stands upright; of boards read the wrong way up .08 are at most. */
const clearShare = 0.15;
/** Words that are read of each way up: the widest, as they say most. */
const wordsTried = 24;
/** How many times as much must be read another way up, and how many sure words, to believe that one. */
const leastGain = 1.5;
const leastConfident = 2;

/**
 * By how much a page must be turned for its writing to stand upright, judged by what the reader makes of it each
 * way up. Costs nothing where much is read with confidence as the page stands.
 *
 * @param words what was found on the page as it stands, with their readings
 * @returns 0 also where no way up can be read much better
 */
export async function findRotation(
  ink: InkImage,
  words: readonly Pick<BoxRead, 'word' | 'reading'>[],
  { detector, recogniser }: ReadingModels,
  signal?: AbortSignal,
): Promise<Rotation> {
  const isClear = confidentCount(words.map(bestOf)) > clearShare * words.length;
  if (isClear) return 0;
  const tried = new Set(widest(words.map(({ word }) => word)));
  const asIs = lettersProbablyRight(words.filter(({ word }) => tried.has(word)).map(bestOf));
  let best: { readonly turn: Rotation; readonly sense: number } = { turn: 0, sense: asIs * leastGain };
  for (const turn of rotations.slice(1)) {
    const turned = rotateInk(ink, turn);
    const found = widest((await findWords(detector, turned, signal)).words);
    const crops = found.map(({ quad }) => cropWord(turned, quad, recogniser.metadata.height));
    const readings = await recogniseWords(recogniser, crops, { alternatives: 1, ...(signal && { signal }) });
    const read = readings.map(({ alternatives }) => alternatives[0]);
    const sense = lettersProbablyRight(read);
    if (sense > best.sense && confidentCount(read) >= leastConfident) best = { turn, sense };
  }
  return best.turn;
}

type Read = Alternative | undefined;

/** The best reading of a box. */
export function bestOf({ reading }: Pick<BoxRead, 'reading'>): Read {
  return reading?.alternatives[0];
}

function widest(words: readonly FoundWord[]): FoundWord[] {
  const widthOf = ({ quad }: FoundWord): number => quadSize(quad).width;
  return words.toSorted((a, b) => widthOf(b) - widthOf(a)).slice(0, wordsTried);
}

function confidentCount(read: readonly Read[]): number {
  return read.filter(
    (word) => word !== undefined && word.confidence >= sureConfidence && word.text.length >= sureLetters,
  ).length;
}
