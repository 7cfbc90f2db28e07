import { WordLikelihood } from '../../shared/latticeLikelihood.ts';
import { unpackLattice } from '../../shared/letterLattice.ts';
import type { Database } from '../store/database.ts';
import type { Place } from '../store/index/place.ts';
import { unpackBlock } from '../store/index/postingBlock.ts';
import { PlaceSums } from '../store/index/placeSums.ts';
import { PostingList } from '../store/index/postingList.ts';
import { trigramsOf } from '../store/index/trigrams.ts';
import { findFragmentBlocks, findFragmentSizes, findPlacedLattices } from '../store/postings.ts';
import { beliefIn } from './belief.ts';
import { Evidence, wayNumber } from './evidence.ts';

/** Doubtful words that are weighed for a query, at most: those whose letters share most with a term. */
const mostWeighed = 250;
/** Places gone through to find them; the rarest trigrams first. */
const mostPlaces = 80_000;
/** About as many as one takes in a long list. */
const bytesPerPlace = 2.5;
/** Words that share less than this, in trigrams expected, are not looked at. */
const leastShared = 0.04;
/** A word less likely than this is none. */
const leastBelief = 0.001;
const seen = wayNumber('seen');

/**
 * Doubtful words that may be a term although none of their readings is: found by the trigrams that
 * their lattices may hold, weighed by what the lattices say of the whole term.
 *
 * @param effort the part of what may be weighed for a query, 0 to 1
 * @param isRead whether a reading of the word at a place holds the term already
 */
export function seenWords(
  db: Database,
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
  for (const { photo, position, steps } of findPlacedLattices(db, candidates)) {
    const lattice = unpackLattice(steps);
    if (lattice === null) continue;
    const belief = beliefIn(lattice, likelihood);
    if (belief >= leastBelief) found.push({ place: { photo, position }, belief });
  }
  found.sort((a, b) => a.place.photo - b.place.photo || a.place.position - b.place.position);
  const evidence = new Evidence(found.length);
  const source = evidence.source(term);
  for (const { place, belief } of found) evidence.push(place.photo, place.position, 1, belief, seen, source);
  return evidence;
}

/** Places of words that may hold the term's trigrams, those that hold most of them first. */
function sharing(db: Database, term: string, most: number): Iterable<Place> {
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
