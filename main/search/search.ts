import type { CallArgs } from '../../shared/contract.ts';
import type { Photo, PhotoId } from '../../shared/photo.ts';
import { photoIdSchema } from '../../shared/photo.ts';
import type { Hit, SearchPage, SearchResult } from '../../shared/search.ts';
import { wordIdSchema, type Word } from '../../shared/word.ts';
import type { Database } from '../store/database.ts';
import { findPhotos } from '../store/photos.ts';
import { findPostingTexts } from '../store/postings.ts';
import { findWords } from '../store/words.ts';
import { both, either, matchClause, photosWith } from './matchClause.ts';
import type { ClauseHit, Matches, PhotoMatch } from './matchClause.ts';
import { parseQuery, type ClauseGroup, type Query } from './parseQuery.ts';

/** Finds photos by the words on them, the likeliest first. Any string is a query. */
export function search(db: Database, { query, offset, limit }: CallArgs<'search'>): SearchPage {
  const start = performance.now();
  const parsed = parseQuery(query);
  const ranked = rank(matchQuery(db, parsed));
  const shown = ranked.slice(offset, offset + limit);
  return {
    query,
    terms: termsOf(parsed),
    total: ranked.length,
    results: resultsOf(db, shown),
    ms: performance.now() - start,
  };
}

function matchQuery(db: Database, query: Query): Matches {
  return query.map((group) => matchGroup(db, group)).reduce(either, new Map<number, PhotoMatch>());
}

function matchGroup(db: Database, { required, excluded }: ClauseGroup): Matches {
  const matches = required.map((clause) => matchClause(db, clause)).reduce(both);
  const without = new Set<number>(excluded.flatMap((clause) => photosWith(db, clause)));
  return new Map([...matches].filter(([photo]) => !without.has(photo)));
}

/** Equal scores: the photo that came last first, so that the order is the same every time. */
function rank(matches: Matches): (readonly [PhotoId, PhotoMatch])[] {
  return [...matches]
    .sort(([a, { score: scoreA }], [b, { score: scoreB }]) => scoreB - scoreA || b - a)
    .map(([photo, match]) => [photoIdSchema.parse(photo), match] as const);
}

function termsOf(query: Query): string[] {
  const clauses = query.flatMap(({ required }) => required);
  return [...new Set(clauses.map(({ term }) => term))];
}

function resultsOf(db: Database, shown: readonly (readonly [PhotoId, PhotoMatch])[]): SearchResult[] {
  const photos = new Map(
    findPhotos(
      db,
      shown.map(([photo]) => photo),
    ).map((photo): [PhotoId, Photo] => [photo.id, photo]),
  );
  const hits = shown.flatMap(([, match]) => match.hits);
  const words = findWords(
    db,
    hits.map(({ word }) => wordIdSchema.parse(word)),
  );
  const wordsByPhoto = Map.groupBy(words, ({ photo }) => photo);
  const texts = readingTexts(db, hits);
  return shown.flatMap(([id, { score, hits: found }]) => {
    const photo = photos.get(id);
    if (photo === undefined) return [];
    return [{ photo, score: Math.min(1, score), hits: placeHits(wordsByPhoto.get(id) ?? [], found, texts) }];
  });
}

/** In reading order. */
function placeHits(words: readonly Word[], found: readonly ClauseHit[], texts: Map<string, string>): Hit[] {
  const hitsByWord = Map.groupBy(found, ({ word }) => word);
  return words.flatMap((word) =>
    (hitsByWord.get(word.id) ?? []).map((hit): Hit => {
      return {
        word: word.id,
        box: word.box,
        quad: word.quad,
        text: hit.term === null ? word.text : (texts.get(readingKey(hit.word, hit.term)) ?? word.text),
        term: hit.answers,
        probability: Math.min(1, hit.probability),
      };
    }),
  );
}

/** The readings that matched, by word and term. */
function readingTexts(db: Database, hits: readonly ClauseHit[]): Map<string, string> {
  const pairs = hits.flatMap(({ word, term }) => (term === null ? [] : [{ word, term }]));
  return new Map(findPostingTexts(db, pairs).map(({ word, term, text }) => [readingKey(word, term), text]));
}

function readingKey(word: number, term: number): string {
  return `${String(word)} ${String(term)}`;
}
