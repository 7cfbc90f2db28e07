import type { CallArgs } from '../../shared/contract/contract.ts';
import type { LookAlike } from '../../shared/contract/label.ts';
import { InkdexError } from '../../shared/result.ts';
import { wordIdSchema, type Word, type WordId } from '../../shared/contract/word.ts';
import type { Database } from '../store/database.ts';
import { placeKey, type Place } from '../store/index/place.ts';
import { PlaceSums, type SummedPlace } from '../store/index/placeSums.ts';
import { probabilityOf, shareOf } from '../store/index/postingList.ts';
import { readingTerms } from '../store/index/readingTerms.ts';
import { findPlacedWords, findPostings } from '../store/postings.ts';
import { findWord, findWords } from '../store/words.ts';

/** Terms of the vocabulary that a hand may have meant by one, with how like they are, 0 to 1. */
export type NearTerms = (term: string) => readonly { readonly term: string; readonly similarity: number }[];

/** Readings of the word that models gave at less than this say nothing of its shape. */
const leastReading = 0.02;
/** Places whose words are looked up together. */
const placesAtOnce = 500;
/** Below this, two words have little more in common than a letter or two. */
const leastLikeness = 0.05;

/**
 * Unconfirmed words that may hold the text of a given word, likest first: their readings, weighted by
 * probability, against its text and against what models took it for, each with the terms near it.
 *
 * @throws InkdexError `not-found`
 */
export function lookAlikes(
  db: Database,
  { word: id, limit }: CallArgs<'lookAlikes'>,
  nearTerms: NearTerms,
): LookAlike[] {
  const word = findWord(db, id);
  if (word === undefined)
    throw new InkdexError('not-found', `There is no word ${String(id)} in this library.`);
  const likely = likelyPlaces(db, termWeights(word, nearTerms));
  const best: { readonly other: WordId; readonly likeness: number }[] = [];
  for (let first = 0; first < likely.length && best.length < limit; first += placesAtOnce) {
    best.push(
      ...unconfirmedAt(db, likely.slice(first, first + placesAtOnce)).filter(({ other }) => other !== id),
    );
  }
  const shown = best.slice(0, limit);
  const words = new Map(
    findWords(
      db,
      shown.map(({ other }) => other),
    ).map((found): [WordId, Word] => [found.id, found]),
  );
  return shown.flatMap(({ other, likeness }) => {
    const found = words.get(other);
    return found === undefined ? [] : [{ word: found, likeness: Math.min(1, likeness) }];
  });
}

/** Places by how much their readings are like the terms, most first. */
function likelyPlaces(db: Database, weights: ReadonlyMap<string, number>): SummedPlace[] {
  const lists = Array.from(weights, ([term, weight]) => ({ list: findPostings(db, term), weight }));
  const sums = new PlaceSums(lists.reduce((total, { list }) => total + list.length, 0));
  for (const { list, weight } of lists) sums.add(list, weight);
  return [...sums.largest(shareOf(leastLikeness))];
}

/** In the order of the places. */
function unconfirmedAt(
  db: Database,
  places: readonly SummedPlace[],
): { readonly other: WordId; readonly likeness: number }[] {
  const keyOf = ({ photo, position }: Place): number => placeKey(photo, position);
  const found = new Map(findPlacedWords(db, places).map((word) => [keyOf(word), word]));
  return places.flatMap((place) => {
    const word = found.get(keyOf(place));
    if (word?.isUnconfirmed !== true) return [];
    return [{ other: wordIdSchema.parse(word.word), likeness: probabilityOf(place.sum) }];
  });
}

/** How much it says of a word to be read as a term. */
function termWeights(word: Word, nearTerms: NearTerms): Map<string, number> {
  const certain = { text: word.text, confidence: 1 };
  const readings = word.alternatives.filter(({ confidence }) => confidence >= leastReading);
  const weights = new Map<string, number>();
  for (const [text, probability] of readingTerms([...readings, certain])) {
    weights.set(text, Math.max(probability, weights.get(text) ?? 0));
    for (const { term, similarity } of nearTerms(text)) {
      weights.set(term, Math.max(probability * similarity, weights.get(term) ?? 0));
    }
  }
  return weights;
}
