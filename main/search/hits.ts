import type { Hit, HitWay } from '../../shared/contract/search.ts';
import { wordIdSchema, type Word } from '../../shared/contract/word.ts';
import type { Database } from '../store/database.ts';
import { placeKey, type Place } from '../store/index/places.ts';
import { termsOf } from '../store/index/wordEntries.ts';
import { findPlacedWords } from '../store/postings.ts';
import { findWords } from '../store/words.ts';
import type { LeafAnswer } from './answerQuery.ts';
import { ways } from './evidence.ts';

/** One word of a photo that matches one term, by its place. */
interface PlacedHit extends Place {
  readonly term: string;
  readonly probability: number;
  readonly way: HitWay;
  /** The index term that found it. */
  readonly source: string;
}

/** The hits on some photos, by photo, in reading order. */
export function hitsOn(
  db: Database,
  photos: readonly number[],
  leaves: readonly LeafAnswer[],
): Map<number, Hit[]> {
  const placed = photos.flatMap((photo) => leaves.flatMap((leaf) => placedHits(leaf, photo)));
  const words = wordsAt(db, placed);
  const hits = new Map<number, Hit[]>(photos.map((photo) => [photo, []]));
  for (const hit of likeliestOfEach(placed)) {
    const word = words.get(keyOf(hit));
    // A phrase skips words that are not text, and does not highlight them. It highlights skipped punctuation.
    if (word?.mark === 'text') hits.get(hit.photo)?.push(hitOf(word, hit));
  }
  return hits;
}

/** All words of a run are highlighted. */
function placedHits({ term, evidence }: LeafAnswer, photo: number): PlacedHit[] {
  const hits: PlacedHit[] = [];
  const { photos, positions, spans, terms, length } = evidence;
  for (let index = evidence.firstOf(photo); index < length && photos[index] === photo; index += 1) {
    const way = ways[evidence.ways[index] ?? 0] ?? 'read';
    const source = terms[evidence.sources[index] ?? 0] ?? term;
    for (let offset = 0; offset < (spans[index] ?? 1); offset += 1) {
      const position = (positions[index] ?? 0) + offset;
      hits.push({ photo, position, term, probability: evidence.readingProbability(index), way, source });
    }
  }
  return hits;
}

function likeliestOfEach(placed: readonly PlacedHit[]): PlacedHit[] {
  const byWord = new Map<string, PlacedHit>();
  for (const hit of placed) {
    const key = `${keyOf(hit)} ${hit.term}`;
    if (hit.probability > (byWord.get(key)?.probability ?? 0)) byWord.set(key, hit);
  }
  return [...byWord.values()].sort((a, b) => a.position - b.position);
}

function wordsAt(db: Database, places: readonly Place[]): Map<number, Word> {
  const distinct = new Map(places.map((place) => [keyOf(place), place]));
  const ids = findPlacedWords(db, [...distinct.values()]).map(({ word }) => wordIdSchema.parse(word));
  return new Map(findWords(db, ids).map((word) => [keyOf(word), word]));
}

function keyOf({ photo, position }: Place): number {
  return placeKey(photo, position);
}

function hitOf(word: Word, { term, probability, way, source }: PlacedHit): Hit {
  const { id, box, quad, polygon, alternatives, source: textSource } = word;
  return {
    word: id,
    box,
    quad,
    polygon,
    text: readingOf(word, way, source),
    term,
    probability,
    way,
    meant: way === 'meant' ? source : null,
    alternatives,
    isConfirmed: textSource === 'human',
  };
}

/** The reading that matched, or the best reading if none did. */
function readingOf({ text, source: textSource, alternatives }: Word, way: HitWay, source: string): string {
  if (textSource === 'human' || way === 'seen' || way === 'split') return text;
  const sources = [source, ...source.split(' ')];
  const holds = (reading: string): boolean => {
    const terms = [...termsOf(reading)];
    return sources.some((one) =>
      terms.some((term) => (way === 'begins' ? term.startsWith(one) : term === one)),
    );
  };
  return holds(text) ? text : (alternatives.find((reading) => holds(reading.text))?.text ?? text);
}
