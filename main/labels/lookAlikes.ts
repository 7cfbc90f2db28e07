import type { CallArgs } from '../../shared/contract/contract.ts';
import type { LookAlike } from '../../shared/contract/label.ts';
import { InkdexError } from '../../shared/result.ts';
import { wordIdSchema, type Word, type WordId } from '../../shared/contract/word.ts';
import type { WritableDatabase } from '../store/database.ts';
import {
  placeKey,
  type Place,
  PlaceSums,
  type SummedPlace,
  probabilityOf,
  shareOf,
} from '../store/index/places.ts';
import { readingTerms } from '../store/index/wordEntries.ts';
import { findPlacedWords, findPostings } from '../store/index/postings.ts';
import { findWord, findWords } from '../store/words/words.ts';

/** Terms of the vocabulary that resemble a term in handwriting, with a similarity from 0 to 1. */
export type NearTerms = (term: string) => readonly { readonly term: string; readonly similarity: number }[];

/** Readings with a lower probability say nothing about the shape of the word. */
const leastReading = 0.02;
/** Number of word places to look up at a time. */
const placesAtOnce = 500;
/** Words with a lower similarity share only a letter or two. */
const leastLikeness = 0.05;
/**
 * A word that is read as a text with this probability has it: of such words on the boards that nothing was trained on, .98 to .99 do,
 * case and signs included (`npm run measure -- lookalikes`); of the others that are similar, a quarter.
 */
const sure = 0.9;

/**
 * Unconfirmed words that may have the same text as a given word: first those that are surely read so, then the others, each
 * most similar first. Compares their readings, weighted by probability, with its text and with its readings, including similar
 * terms. Words that are surely read as another text are left out.
 *
 * @throws InkdexError `not-found`
 */
export function lookAlikes(
  db: WritableDatabase,
  { word: id, limit }: CallArgs<'lookAlikes'>,
  nearTerms: NearTerms,
): LookAlike[] {
  const word = findWord(db, id);
  if (word === undefined)
    throw new InkdexError('not-found', `There is no word ${String(id)} in this library.`);
  const likely = likelyPlaces(db, termWeights(word, nearTerms));
  const best: LookAlike[] = [];
  for (let first = 0; first < likely.length && best.length < limit; first += placesAtOnce) {
    const found = unconfirmedAt(db, likely.slice(first, first + placesAtOnce));
    best.push(...offered(db, word, found));
  }
  // The sort is stable: the most similar stay first.
  return best.slice(0, limit).toSorted((a, b) => Number(b.isSure) - Number(a.isSure));
}

/** Of some words those that may have the text of a word, in the same order. */
function offered(
  db: WritableDatabase,
  { id, text }: Word,
  found: readonly { readonly other: WordId; readonly likeness: number }[],
): LookAlike[] {
  const words = findWords(
    db,
    found.map(({ other }) => other),
  );
  const known = new Map(words.map((word) => [word.id, word]));
  return found.flatMap(({ other, likeness }) => {
    const word = known.get(other);
    if (word === undefined || other === id) return [];
    const isSure = word.confidence >= sure;
    if (isSure && word.text !== text) return [];
    return [{ word, likeness: Math.min(1, likeness), isSure }];
  });
}

/** Places, sorted by the similarity of their readings to the terms. */
function likelyPlaces(db: WritableDatabase, weights: ReadonlyMap<string, number>): SummedPlace[] {
  const lists = Array.from(weights, ([term, weight]) => ({ list: findPostings(db, term), weight }));
  const sums = new PlaceSums(lists.reduce((total, { list }) => total + list.length, 0));
  for (const { list, weight } of lists) sums.add(list, weight);
  return [...sums.largest(shareOf(leastLikeness))];
}

/** In the order of the places. */
function unconfirmedAt(
  db: WritableDatabase,
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

/** The weight of each term: a word with such a reading is similar by this much. */
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
