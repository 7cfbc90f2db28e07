import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import { leanWord, type Lean } from '../../imaging/warp.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { shrinkInk } from '../../imaging/ink.ts';
import type { Candidate } from '../../ml/decoding/calibration.ts';
import { spaceIn, withBlanksForSpaces, withoutSpaces } from '../../ml/decoding/spaces.ts';
import type { View } from '../../ml/decoding/testTimeAugmentation.ts';
import { mostAlternatives, type WordDecoder } from '../../ml/decoding/wordDecoder.ts';
import type { LoadedModel } from './sessions.ts';
import { wordPosteriors } from './wordPosteriors.ts';

/** A word that was read. */
export interface ViewedWord {
  /** Place of the word among those given. */
  readonly index: number;
  /** The word as it is, then as it was made to lean. */
  readonly views: readonly View[];
  /** What they say together, best first. */
  readonly candidates: readonly Candidate[];
  /** The best of them, as many as are kept. */
  readonly alternatives: readonly Alternative[];
}

/** One more look at a word that leaves doubt. */
export interface FurtherView {
  readonly lean: Lean;
  /** A word that is read with this confidence or more needs no such look. */
  readonly certain: number;
}

/**
 * Looks after the first, in turn. Each costs as much as reading the word did, and the later ones change a reading
 * only where nearly everything is open.
 */
export const furtherViews: readonly FurtherView[] = [
  { lean: { slant: 0.3, stretch: 1.15 }, certain: 0.7 },
  { lean: { slant: -0.2, stretch: 1.12 }, certain: 0.4 },
];

/**
 * Whether a word needs no further look; after the last one none does.
 *
 * @param round of looks that is over, 0 for the first
 */
export function isCertain(confidence: number, round: number): boolean {
  const next = furtherViews[round];
  return next === undefined || confidence >= next.certain;
}

/**
 * Reads words, and those that leave doubt again as they look when they lean otherwise. They come in
 * another order than they were given.
 *
 * @param signal stops between two batches
 * @throws InkdexError `model-damaged`
 */
export async function* viewWords(
  recogniser: LoadedModel<RecogniserMetadata>,
  decoder: WordDecoder,
  words: readonly InkImage[],
  signal?: AbortSignal,
): AsyncGenerator<ViewedWord> {
  const { characters, photo } = recogniser.metadata;
  const space = spaceIn(characters);
  const without = photo === undefined ? withoutSpaces : withBlanksForSpaces;
  const seen = words.map((): View[] => []);
  let waiting = words.map((_, index) => index);
  for (let round = 0; waiting.length > 0; round += 1) {
    const images = waiting.flatMap((index) => {
      const word = words[index];
      return word === undefined ? [] : [viewOf(word, round, recogniser.metadata)];
    });
    const doubtful: number[] = [];
    for await (const { index: place, posteriors } of wordPosteriors(recogniser, images, signal)) {
      const index = waiting[place] ?? 0;
      // A recogniser of lines may see a gap in what is known to be one word.
      const own = space === null ? posteriors : without(posteriors, space);
      const views = [...(seen[index] ?? []), decoder.view(own)];
      seen[index] = views;
      const candidates = decoder.fuse(views);
      const alternatives = decoder.alternatives(candidates, mostAlternatives);
      // A recogniser of another program gets the photo, which is looked at once.
      if (photo !== undefined || isCertain(alternatives[0]?.confidence ?? 0, round)) {
        yield { index, views, candidates, alternatives };
      } else {
        doubtful.push(index);
      }
    }
    waiting = doubtful;
  }
}

/** All that `viewWords` gives, in the order of the words. */
export async function viewAllWords(...wanted: Parameters<typeof viewWords>): Promise<ViewedWord[]> {
  const viewed: ViewedWord[] = [];
  for await (const word of viewWords(...wanted)) viewed[word.index] = word;
  return viewed;
}

/**
 * A word as one round of reading looks at it.
 *
 * @param round 0 for the word as it is
 */
export function viewOf(word: InkImage, round: number, { height }: RecogniserMetadata): InkImage {
  const look = furtherViews[round - 1];
  return look === undefined ? word : leanWord(shrinkInk(word, height), look.lean);
}
