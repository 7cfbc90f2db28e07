import type { CallArgs } from '../../shared/contract/contract.ts';
import type { Completion } from '../../shared/contract/search.ts';
import { foldText } from '../../shared/text.ts';
import type { Database } from '../store/database.ts';
import { listCompletions } from '../store/postings.ts';
import { answerOnce } from './answerQuery.ts';
import { countLikely } from './matches.ts';

/** The last word of a query, if it is unfinished and has no signs. Filters have a colon before their value. */
const unfinished = /(?<=^|[\s("]|[\s("]-|^-)[\p{L}\p{M}\p{N}]+$/u;
const mostCompletions = 6;
/** The most frequent words with the beginning. The rest of the query may exclude some. */
const mostTried = 12;

/**
 * What a query may become when its last word is finished: with words of the library, the most frequent first, each with
 * the number of photos that a quick search then finds. Words without a photo are left out.
 */
export function completeQuery(db: Database, { query }: CallArgs<'completeQuery'>): Completion[] {
  const [typed] = unfinished.exec(query) ?? [];
  if (typed === undefined) return [];
  const start = query.slice(0, -typed.length);
  const beginning = foldText(typed);
  const isQuoted = (start.match(/"/gu) ?? []).length % 2 === 1;
  const completions: Completion[] = [];
  for (const { term } of listCompletions(db, beginning, mostTried)) {
    if (term === beginning || completions.length >= mostCompletions) continue;
    const completed = `${start}${term}${isQuoted ? '"' : ''}`;
    // The space ends the word.
    const photos = countLikely(answerOnce(db, `${completed} `, 'quick').matches);
    if (photos > 0) completions.push({ query: completed, photos });
  }
  return completions;
}
