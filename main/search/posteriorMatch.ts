import { unpackPosteriors, type PrunedPosteriors } from '../../shared/prunedPosteriors.ts';
import { WordLikelihood } from '../ml/decoding/wordLikelihood.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { type Place, PlaceSums, PostingList } from '../store/index/places.ts';
import { unpackBlock } from '../store/index/postingBlock.ts';
import { trigramsOf } from '../store/index/trigrams.ts';
import { findFragmentBlocks, findFragmentSizes, findPlacedPosteriors } from '../store/index/postings.ts';
import { Evidence, wayNumber } from './kernels/evidence.ts';
import { z } from 'zod';
import { readResource } from './resources.ts';

// Set by hand to bound the time of a query; no other values are measured.
/** The most uncertain words to evaluate for a query: those that share most trigrams with a term. */
const mostWeighed = 250;
/** The most places to search for them, the rarest trigrams first. */
const mostPlaces = 80_000;
/** About so many bytes of a long list of the index are a place. */
const bytesPerPlace = 2.5;
/** The least number of expected shared trigrams. */
const leastShared = 0.04;
/** The least probability of a hit. */
const leastBelief = 0.001;
const seen = wayNumber('seen');

/**
 * Uncertain words that may be a term although no reading equals it: found by the trigrams in their posteriors, scored by the
 * likelihood of the whole term.
 *
 * @param effort this word's share of the limits of a query, 0 to 1
 * @param isRead whether a reading of the word at a place already contains the term
 */
export function posteriorMatches(
  db: ReadableDatabase,
  term: string,
  effort: number,
  isRead: (place: Place) => boolean,
): Evidence {
  const candidates: Place[] = [];
  for (const place of sharing(db, term, effort * mostPlaces)) {
    if (candidates.length >= effort * mostWeighed) break;
    if (!isRead(place)) candidates.push(place);
  }
  const likelihood = new WordLikelihood(term);
  const found: { readonly place: Place; readonly belief: number }[] = [];
  for (const { photo, position, steps } of findPlacedPosteriors(db, candidates)) {
    const posteriors = unpackPosteriors(steps);
    if (posteriors === null) continue;
    const belief = beliefIn(posteriors, likelihood);
    if (belief >= leastBelief) found.push({ place: { photo, position }, belief });
  }
  found.sort((a, b) => a.place.photo - b.place.photo || a.place.position - b.place.position);
  const evidence = new Evidence(found.length);
  const source = evidence.source(term);
  for (const { place, belief } of found) {
    evidence.push({ ...place, span: 1, probability: belief, way: seen, source });
  }
  return evidence;
}

/** Places of words that may contain the term's trigrams, those with most of them first. */
function sharing(db: ReadableDatabase, term: string, most: number): Iterable<Place> {
  const grams = new Set(trigramsOf(term));
  const places = new PostingList();
  for (const { gram, bytes } of findFragmentSizes(db, [...grams])) {
    if (places.length > 0 && places.length + bytes / bytesPerPlace > most) break;
    for (const { block, places: packed } of findFragmentBlocks(db, gram)) unpackBlock(packed, block, places);
  }
  const sums = new PlaceSums(places.length);
  sums.add(places);
  return sums.largest(leastShared * 255 * grams.size);
}

/** Converts the likelihood of a word under its CTC posteriors to a probability, for words that are not among the alternatives. */
const beliefSchema = z.object({
  format: z.literal('inkdex belief 1'),
  /** As `beliefFeatures` has them. */
  weights: z.array(z.number()).length(6),
  fitted: z.object({ words: z.string(), recogniser: z.string() }),
});

/** Upper limit of a feature: larger differences have other reasons than a different word. */
const mostBelow = 15;

/**
 * Features of CTC posteriors and a word, for a logistic function: how much less likely the word is than the best
 * alternative, in total and per letter; the probability that the alternatives leave; the number of letters; how well
 * the best alternative fits.
 */
export function beliefFeatures(posteriors: PrunedPosteriors, likelihood: WordLikelihood): number[] {
  const below = Math.min(mostBelow, Math.max(0, posteriors.best - likelihood.of(posteriors)));
  const { length } = likelihood;
  return [
    1,
    below,
    below / length,
    Math.log(posteriors.uncertainty + 1e-3),
    Math.log(length),
    posteriors.best / length,
  ];
}

/** The probability that an uncertain word is the given one although it is not among the alternatives. */
export function beliefIn(posteriors: PrunedPosteriors, likelihood: WordLikelihood): number {
  weights ??= readResource('belief.json', beliefSchema).weights;
  const sum = beliefFeatures(posteriors, likelihood).reduce(
    (total, feature, index) => total + feature * (weights?.[index] ?? 0),
    0,
  );
  // At most the probability that the alternatives leave.
  return Math.min(posteriors.uncertainty, 1 / (1 + Math.exp(-sum)));
}

let weights: readonly number[] | undefined;
