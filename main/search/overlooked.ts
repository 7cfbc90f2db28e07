import type { CallArgs } from '../../shared/contract/contract.ts';
import { boxOfQuad, quadOfBox, type Quad } from '../../shared/geometry.ts';
import { unpackPosteriors } from '../../shared/prunedPosteriors.ts';
import { WordLikelihood } from '../ml/decoding/wordLikelihood.ts';
import { compareKeys } from '../../shared/manifest.ts';
import { photoIdSchema, type Photo } from '../../shared/contract/photo.ts';
import type { OverlookedHit, OverlookedResult, UnsearchedPhotos } from '../../shared/contract/search.ts';
import type { OverlookedReading } from '../../shared/contract/word.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { termsOf } from '../store/index/wordEntries.ts';
import { requirePhoto } from '../store/photos/photos.ts';
import { listTombstones } from '../store/words/wordChange.ts';
import { listWords } from '../store/words/words.ts';
import { matchAt } from './kernels/matches.ts';
import { answerQuery } from './answerQuery.ts';
import { beliefIn } from './posteriorMatch.ts';
import { factsThrough } from './filters.ts';
import { parseQuery } from './parseQuery.ts';
import type { QueryNode, WordNode } from './query.ts';

/** Reads a photo outside its known words and outside what is marked as not text. */
export type ReadOverlooked = (photo: Photo, known: readonly Quad[]) => Promise<OverlookedReading[]>;

/** A photo with at least this score needs no further search. */
export const foundScore = 0.5;
/** Less likely hits are not shown: most photos contain no overlooked word. */
const leastProbability = 0.1;

/** The photos where words of a query may have been overlooked: the most likely first, then the newest. */
export function listUnsearched(
  db: ReadableDatabase,
  { query, limit }: CallArgs<'listUnsearched'>,
): UnsearchedPhotos {
  const { parsed, matches } = answerQuery(db, query, 'full');
  if (soughtWords(parsed.root).length === 0) return { photos: [], total: 0 };
  const scores = new Map<number, number>();
  for (let index = 0; index < matches.length; index += 1) {
    const { photo, score } = matchAt(matches, index);
    scores.set(photo, score);
  }
  const scoreOf = (photo: number): number => scores.get(photo) ?? 0;
  const unfound = factsThrough(db, parsed.filters).filter(({ photo }) => scoreOf(photo) < foundScore);
  unfound.sort((a, b) => scoreOf(b.photo) - scoreOf(a.photo) || compareKeys(b.at, a.at) || b.photo - a.photo);
  return {
    photos: unfound.slice(0, limit).map(({ photo }) => photoIdSchema.parse(photo)),
    total: unfound.length,
  };
}

/**
 * Words of a query on one photo, at places where its reading found no words.
 *
 * @throws InkdexError `not-found`; as the reader
 */
export async function searchOverlooked(
  db: ReadableDatabase,
  { query, photo: id }: CallArgs<'searchOverlooked'>,
  read: ReadOverlooked,
): Promise<OverlookedResult> {
  const sought = soughtWords(parseQuery(query).root);
  const photo = requirePhoto(db, id);
  // Skip what the user has deleted, even if it looks like a word.
  const known = [...listWords(db, id).map(({ quad }) => quad), ...listTombstones(db, id).map(quadOfBox)];
  const readings = sought.length === 0 ? [] : await read(photo, known);
  return { photo, hits: overlookedHits(readings, sought) };
}

/** The places that may be one of the given words, most likely first. */
export function overlookedHits(
  readings: readonly OverlookedReading[],
  sought: readonly WordNode[],
): OverlookedHit[] {
  return readings
    .flatMap((reading) => sought.flatMap((word) => hitIn(reading, word)))
    .sort((a, b) => b.probability - a.probability);
}

/** The included words of a query, in order. */
export function soughtWords(node: QueryNode | null): WordNode[] {
  switch (node?.kind) {
    case undefined:
    case 'not':
      return [];
    case 'word':
      return [node];
    case 'phrase':
      return [...node.words];
    case 'or':
    case 'and':
    case 'near':
      return node.parts.flatMap(soughtWords);
  }
}

/** The word at a place, if it is likely enough: by its readings, or else by its CTC posteriors. */
function hitIn(
  { quad, likelihood, alternatives, lattice }: OverlookedReading,
  { term, match }: WordNode,
): OverlookedHit[] {
  const isPart = match === 'prefix' || match === 'ending';
  const answering = alternatives.filter(({ text }) => {
    const terms = termsOf(text);
    if (!isPart) return terms.has(term);
    return [...terms].some((one) => (match === 'prefix' ? one.startsWith(term) : one.endsWith(term)));
  });
  const read = answering.reduce((sum, { confidence }) => sum + confidence, 0);
  const seen = isPart ? 0 : beliefOf(lattice, term);
  const probability = likelihood * Math.min(1, Math.max(read, seen));
  if (probability < leastProbability) return [];
  const isRead = read >= seen;
  const text = (isRead ? answering[0] : alternatives[0])?.text ?? term;
  const way = !isRead ? 'seen' : match === 'prefix' ? 'begins' : 'read';
  return [{ box: boxOfQuad(quad), quad, text, term, probability, way, alternatives }];
}

function beliefOf(lattice: string | null, term: string): number {
  const unpacked = lattice === null ? null : unpackPosteriors(Buffer.from(lattice, 'base64'));
  return unpacked === null ? 0 : beliefIn(unpacked, new WordLikelihood(term));
}
