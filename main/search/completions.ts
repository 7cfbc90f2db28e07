import type { CallArgs } from '../../shared/contract/contract.ts';
import type { Completion } from '../../shared/contract/search.ts';
import { foldText } from '../../shared/text.ts';
import { collectionFilter, queryPieces } from '../../shared/queryFilters.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { listCollections } from '../store/photos/collections.ts';
import { listCompletions } from '../store/index/postings.ts';
import { answerOnce } from './answerQuery.ts';
import { filterTable } from './filterTable.ts';
import { countLikely } from './kernels/matches.ts';

/** The last word of a query, if it is unfinished and has no signs. Filters have a colon before their value. */
const unfinished = /(?<=^|[\s("]|[\s("]-|^-)[\p{L}\p{M}\p{N}]+$/u;
const mostCompletions = 6;
/** The most frequent words with the beginning. The rest of the query may exclude some. */
const mostTried = 12;

/**
 * What a query may become when its last word is finished: with words of the library, the most frequent first, each with
 * the number of photos that a quick search then finds. Words without a photo are left out.
 */
export function completeQuery(db: ReadableDatabase, { query }: CallArgs<'completeQuery'>): Completion[] {
  const values = completeFilter(db, query);
  if (values.length > 0) return values;
  const [typed] = unfinished.exec(query) ?? [];
  const collections = completeCollections(db, query, typed);
  if (typed === undefined) return collections;
  const start = query.slice(0, -typed.length);
  const beginning = foldText(typed);
  const isQuoted = (start.match(/"/gu) ?? []).length % 2 === 1;
  const completions: Completion[] = [...collections];
  for (const { term } of listCompletions(db, beginning, mostTried)) {
    if (term === beginning || completions.length >= mostCompletions) continue;
    const completed = `${start}${term}${isQuoted ? '"' : ''}`;
    // The space ends the word.
    const photos = countLikely(answerOnce(db, `${completed} `, 'quick').matches);
    if (photos > 0) completions.push({ query: completed, photos });
  }
  return completions;
}

const namedFilter = /(?<=^|[\s(]|-)(album|tag|is):"?([^"]*)$/iu;

/** The values of the filter that is being typed, and begin with what there is of its value. */
function completeFilter(db: ReadableDatabase, query: string): Completion[] {
  const last = [...queryPieces(query)].at(-1);
  if (!last?.filter || !query.endsWith(last.text) || last.text.endsWith('"')) return [];
  const { name, value } = last.filter;
  const typed = value.toLowerCase();
  return filterTable[name].values
    .filter((each) => each.startsWith(typed) && each !== typed)
    .map((each) => `${query.slice(0, query.length - value.length).trimEnd()}${each}`)
    .map((completed) => counted(db, completed))
    .filter(({ photos }) => photos > 0);
}

/** A query with the number of its likely results. */
function counted(db: ReadableDatabase, query: string): Completion {
  return { query, photos: countLikely(answerOnce(db, query, 'quick').matches) };
}

/** Filters for the collections whose name begins with what is typed, or contains what is typed after `album:` or `tag:`. */
function completeCollections(db: ReadableDatabase, query: string, typed: string | undefined): Completion[] {
  const [written, kind, name] = namedFilter.exec(query) ?? [];
  const wanted = foldText(name ?? typed ?? '');
  if (written === undefined && wanted === '') return [];
  const start = query.slice(0, query.length - (written ?? typed ?? '').length);
  return listCollections(db)
    .filter((each) => {
      const folded = foldText(each.kind === 'favourites' ? 'favourite' : each.name);
      if (kind === undefined) return folded.startsWith(wanted);
      return (
        (each.kind === 'favourites' ? 'is' : each.kind) === kind.toLowerCase() && folded.includes(wanted)
      );
    })
    .map((each) => `${start}${collectionFilter(each)}`)
    .filter((completed) => completed !== query)
    .slice(0, mostCompletions)
    .map((completed) => counted(db, completed))
    .filter(({ photos }) => photos > 0);
}
