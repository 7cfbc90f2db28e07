import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Hit, HitWay, LineWithHits } from '../../shared/contract/search.ts';
import { wordIdSchema, type Word, type WordId } from '../../shared/contract/word.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { placeKey, type Place } from '../store/index/places.ts';
import { termsOf } from '../store/index/wordEntries.ts';
import { findPlacedWords } from '../store/index/postings.ts';
import { findWords, listLineTexts } from '../store/words/words.ts';
import type { LeafAnswer } from './answerQuery.ts';
import type { RespelledWord } from './query.ts';
import { ways } from './kernels/evidence.ts';

/** One word of a photo that matches one term, by its place. */
interface PlacedHit extends Place {
  readonly term: string;
  /** Position of the first word of its run. */
  readonly run: number;
  readonly probability: number;
  readonly way: HitWay;
  /** The index term that found it. */
  readonly source: string;
}

/** What a query has found. */
export interface HitSource {
  readonly leaves: readonly LeafAnswer[];
  readonly respelled: readonly RespelledWord[];
}

/** The hits on some photos, by photo, in reading order. */
export function hitsOn(
  db: ReadableDatabase,
  photos: readonly number[],
  { leaves, respelled }: HitSource,
): Map<number, Hit[]> {
  const searched = new Set(respelled.map(({ meant }) => meant));
  const placed = photos.flatMap((photo) => leaves.flatMap((leaf) => placedHits(leaf, photo, searched)));
  const words = wordsAt(db, placed);
  const found = likeliestOfEach(placed).flatMap((hit): FoundHit[] => {
    const word = words.get(keyOf(hit));
    // A phrase skips words that are not text, and does not highlight them. It highlights skipped punctuation.
    return word?.mark === 'text' ? [{ word, hit }] : [];
  });
  const byPhoto = Map.groupBy(found, ({ hit }) => hit.photo);
  return new Map(
    photos.map((photo) => {
      const ofPhoto = byPhoto.get(photo) ?? [];
      const starts = startsOf(ofPhoto);
      return [photo, ofPhoto.map(({ word, hit }) => hitOf(word, hit, starts.get(word.id) ?? word.id))];
    }),
  );
}

/** The lines with hits, by photo, in reading order. */
export function linesOf(db: ReadableDatabase, hits: Iterable<readonly Hit[]>): Map<PhotoId, LineWithHits[]> {
  const words = new Set(Array.from(hits).flatMap((ofPhoto) => ofPhoto.map(({ word }) => word)));
  const byPhoto = Map.groupBy(listLineTexts(db, [...words]), ({ photo }) => photo);
  return new Map(
    Array.from(byPhoto, ([photo, texts]) => [
      photo,
      Array.from(
        Map.groupBy(texts, ({ line }) => line),
        ([line, some]) => ({ line, words: some.map(({ word, text }) => ({ word, text })) }),
      ),
    ]),
  );
}

interface FoundHit {
  readonly word: Word;
  readonly hit: PlacedHit;
}

/** For each word with a hit, the first word of what people see as one hit (`Hit.start`). */
function startsOf(found: readonly FoundHit[]): Map<WordId, WordId> {
  const starts = new Map<WordId, WordId>();
  const likeliest = new Map<WordId, FoundHit>();
  for (const each of found) {
    const known = likeliest.get(each.word.id);
    if (known === undefined || each.hit.probability > known.hit.probability)
      likeliest.set(each.word.id, each);
  }
  let [start, last]: [WordId | null, FoundHit | null] = [null, null];
  let terms = new Set<string>();
  for (const each of likeliest.values()) {
    const { word, hit } = each;
    const isJoined = last !== null && (isSameRun(last, each) || (isNext(last, each) && !terms.has(hit.term)));
    if (!isJoined) [start, terms] = [word.id, new Set()];
    terms.add(hit.term);
    starts.set(word.id, start ?? word.id);
    last = each;
  }
  return starts;
}

function isSameRun({ hit: a }: FoundHit, { hit: b }: FoundHit): boolean {
  return a.term === b.term && a.run === b.run;
}

function isNext({ word: a }: FoundHit, { word: b }: FoundHit): boolean {
  return b.line === a.line && b.position === a.position + 1;
}

/**
 * All words of a run are highlighted.
 *
 * @param searched terms that were searched in place of words of the query, as the person is told: their probability is that
 *   of the reading. That of another term that the query may mean is also that it is meant.
 */
function placedHits(
  { term, evidence }: LeafAnswer,
  photo: number,
  searched: ReadonlySet<string>,
): PlacedHit[] {
  const hits: PlacedHit[] = [];
  const { photos, terms, length } = evidence;
  for (let index = evidence.firstOf(photo); index < length && photos[index] === photo; index += 1) {
    const { position: run, span, probability: asFound, ...entry } = evidence.entry(index);
    const way = ways[entry.way] ?? 'read';
    const source = terms[entry.source] ?? term;
    const isOther = way === 'meant' && !searched.has(source);
    const probability = isOther ? asFound : evidence.readingProbability(index);
    for (let offset = 0; offset < span; offset += 1) {
      hits.push({ photo, position: run + offset, run, term, probability, way, source });
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

function wordsAt(db: ReadableDatabase, places: readonly Place[]): Map<number, Word> {
  const distinct = new Map(places.map((place) => [keyOf(place), place]));
  const ids = findPlacedWords(db, [...distinct.values()]).map(({ word }) => wordIdSchema.parse(word));
  return new Map(findWords(db, ids).map((word) => [keyOf(word), word]));
}

function keyOf({ photo, position }: Place): number {
  return placeKey(photo, position);
}

function hitOf(word: Word, { term, probability, way, source }: PlacedHit, start: WordId): Hit {
  const { id, line, box, quad, polygon, alternatives, source: textSource } = word;
  return {
    word: id,
    start,
    line,
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
