import type { PhotoId } from '../../shared/photo.ts';
import { foldTerms } from '../../shared/text.ts';
import type { Database } from '../store/database.ts';
import { findPhotosByPhrase, findPostings, listPlacedTexts, type PlacedText } from '../store/postings.ts';
import { expandTerm } from './expandTerm.ts';
import type { Clause } from './parseQuery.ts';

/** A word of a photo that answers a clause. */
export interface ClauseHit {
  readonly word: number;
  /** The clause's term. */
  readonly answers: string;
  readonly probability: number;
  /** The vocabulary's term by which it was found; null for a word of a phrase: its best reading. */
  readonly term: number | null;
}

export interface PhotoMatch {
  /** How likely the photo holds what the clause asks for, 0 to 1. */
  readonly score: number;
  readonly hits: readonly ClauseHit[];
}

export type Matches = ReadonlyMap<number, PhotoMatch>;

/** Readings less likely than this are noise: they would only light up wrong words. */
const leastProbability = 0.01;

/** A word of the query found this surely silences words in the same photo that only look like it. */
const sureProbability = 0.5;

/** The photos that hold what a clause asks for, with the words that do. */
export function matchClause(db: Database, clause: Clause): Matches {
  if (clause.kind === 'phrase') return matchPhrase(db, clause);
  const matches = matchWord(db, clause);
  return clause.parts.length > 1 ? either(matches, matchPhrase(db, clause)) : matches;
}

/** The photos whose best readings hold a clause: what `-` leaves out. */
export function photosWith(db: Database, clause: Clause): PhotoId[] {
  return findPhotosByPhrase(db, clause.parts, clause.match === 'prefix');
}

/** Either of two is enough: 1 - (1 - a)(1 - b). */
export function either(a: Matches, b: Matches): Matches {
  const joined = new Map(a);
  for (const [photo, match] of b) {
    const other = joined.get(photo);
    joined.set(photo, other === undefined ? match : join(other, match, noisyOr([other.score, match.score])));
  }
  return joined;
}

/** Both are needed: scores multiply. */
export function both(a: Matches, b: Matches): Matches {
  const joined = new Map<number, PhotoMatch>();
  for (const [photo, match] of a) {
    const other = b.get(photo);
    if (other !== undefined) joined.set(photo, join(match, other, match.score * other.score));
  }
  return joined;
}

function matchWord(db: Database, clause: Extract<Clause, { kind: 'word' }>): Matches {
  const expansions = new Map(expandTerm(db, clause).map((expansion) => [expansion.id, expansion]));
  /** Of a photo's words, the likeliest way each answers; readings of one word exclude each other. */
  const photos = new Map<number, Map<number, ClauseHit>>();
  const isSure = new Set<number>();
  for (const { term, word, photo, probability: read } of findPostings(db, [...expansions.keys()])) {
    const expansion = expansions.get(term);
    const probability = read * (expansion?.similarity ?? 0);
    if (expansion === undefined || probability < leastProbability) continue;
    if (!expansion.isNear && probability >= sureProbability) isSure.add(photo);
    const words = photos.get(photo) ?? new Map<number, ClauseHit>();
    if (probability > (words.get(word)?.probability ?? 0)) {
      words.set(word, { word, answers: clause.term, probability, term });
    }
    photos.set(photo, words);
  }
  return new Map(
    Array.from(photos, ([photo, words]) => {
      const hits = [...words.values()].filter(
        ({ term }) => !isSure.has(photo) || term === null || expansions.get(term)?.isNear === false,
      );
      return [photo, matchOf(hits)];
    }),
  );
}

function matchPhrase(db: Database, clause: Clause): Matches {
  const isOpen = clause.match !== 'exact';
  const photos = findPhotosByPhrase(db, clause.parts, isOpen);
  const words = Map.groupBy(listPlacedTexts(db, photos), ({ photo }) => photo);
  const matches = new Map<number, PhotoMatch>();
  for (const [photo, placed] of words) {
    const occurrences = findPhrase(placed, clause.parts, isOpen);
    const hits = occurrences.flatMap((occurrence) =>
      occurrence.map(({ word, confidence }): ClauseHit => {
        return { word, answers: clause.term, probability: confidence, term: null };
      }),
    );
    if (hits.length === 0) continue;
    const scores = occurrences.map((occurrence) =>
      occurrence.reduce((product, { confidence }) => product * confidence, 1),
    );
    matches.set(photo, {
      score: noisyOr(scores),
      hits: [...new Map(hits.map((hit) => [hit.word, hit])).values()],
    });
  }
  return matches;
}

/** Runs of words whose terms hold the phrase, one run an occurrence. */
function findPhrase(
  placed: readonly PlacedText[],
  parts: readonly string[],
  isOpen: boolean,
): PlacedText[][] {
  const terms = placed.flatMap((word) => foldTerms(word.text).map((term) => ({ term, word })));
  const last = parts.length - 1;
  const occurrences: PlacedText[][] = [];
  for (let start = 0; start + last < terms.length; start += 1) {
    const isMatch = parts.every((part, offset) => {
      const term = terms[start + offset]?.term ?? '';
      return isOpen && offset === last ? term.startsWith(part) : term === part;
    });
    if (isMatch)
      occurrences.push([...new Set(terms.slice(start, start + parts.length).map(({ word }) => word))]);
  }
  return occurrences;
}

function matchOf(hits: readonly ClauseHit[]): PhotoMatch {
  return { score: noisyOr(hits.map(({ probability }) => probability)), hits };
}

function join(a: PhotoMatch, b: PhotoMatch, score: number): PhotoMatch {
  const hits = new Map<string, ClauseHit>();
  for (const hit of [...a.hits, ...b.hits]) {
    const key = `${String(hit.word)} ${hit.answers}`;
    const known = hits.get(key);
    if (known === undefined || hit.probability > known.probability) hits.set(key, hit);
  }
  return { score, hits: [...hits.values()] };
}

/** At least one of independent chances: 1 - product(1 - p). */
function noisyOr(probabilities: readonly number[]): number {
  return 1 - probabilities.reduce((none, probability) => none * (1 - probability), 1);
}
