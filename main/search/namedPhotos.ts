import { photoIdSchema } from '../../shared/contract/photo.ts';
import { likelyScore, type SearchPage } from '../../shared/contract/search.ts';
import { filtersOf, writtenFilter } from '../../shared/queryFilters.ts';
import { sql, type ReadableDatabase } from '../store/database.ts';
import { findPhotos } from '../store/photos/photos.ts';
import { answerOnce } from './answerQuery.ts';
import type { Matches } from './kernels/matches.ts';
import type { QueryNode } from './query.ts';

/** Shorter words are in too many names. */
const shortestName = 3;
const mostNamed = 3;

/**
 * The photos whose file has all words of a query in its name, without its likely results; none for queries with operators.
 *
 * @param matches the query's results
 */
export function namedPhotos(
  db: ReadableDatabase,
  query: string,
  { root, matches }: { readonly root: QueryNode | null; readonly matches: Matches },
): SearchPage['named'] {
  const words = root === null ? [] : wordsOf(root);
  const filters = filtersOf(query).map(({ text }) => text);
  const named = [writtenFilter('name', words.join(' ')), ...filters].join(' ');
  if (words.length === 0 || words.some((word) => word.length < shortestName) || !isInPath(db, words)) {
    return { photos: [], query: named, total: 0 };
  }
  const likely = new Set(matches.photos.filter((_, index) => (matches.scores[index] ?? 0) >= likelyScore));
  const found = [...answerOnce(db, named, 'quick').matches.photos].filter((photo) => !likely.has(photo));
  const photos = findPhotos(
    db,
    found
      .toSorted((a, b) => b - a)
      .slice(0, mostNamed)
      .map((photo) => photoIdSchema.parse(photo)),
  );
  return { photos: photos.map(({ id, name }) => ({ id, name })), query: named, total: found.length };
}

/** The words of a part of a query as they were typed; none if it has operators. */
function wordsOf(node: QueryNode): readonly string[] {
  switch (node.kind) {
    case 'word':
      return [node.text.replaceAll('*', '')];
    case 'phrase':
      return node.words.map(({ text }) => text);
    case 'and': {
      const parts = node.parts.map(wordsOf);
      return parts.some((part) => part.length === 0) ? [] : parts.flat();
    }
    case 'or':
    case 'not':
    case 'near':
      return [];
  }
}

/** Whether a path has the words: the index of the paths answers it, and most queries name no file. */
function isInPath(db: ReadableDatabase, words: readonly string[]): boolean {
  return words.every((word) =>
    db.has(sql`SELECT 1 FROM photo WHERE instr(lower(path), ${word.toLowerCase()}) > 0 LIMIT 1`),
  );
}
