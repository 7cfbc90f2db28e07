import { z } from 'zod';
import { first, type Database } from '../store/database.ts';
import { sql } from '../store/sql.ts';
import { answer, type Answer } from './answer.ts';
import { choosePhotos, filterPhotos, hitFilter, photosThrough } from './filterPhotos.ts';
import { noMatches, type Matches } from './matches.ts';
import { parseQuery } from './parseQuery.ts';
import type { Query } from './query.ts';
import type { Depth } from './wordSearch.ts';

/** The results of a query, and the parsed query. */
export interface AnsweredQuery extends Answer {
  readonly parsed: Query;
  /** Remarks for the user about parts of the query that were ignored or not searched. */
  readonly remarks: readonly string[];
}

interface KeptAnswer {
  /** Cache key: the query, the depth, and the state of the library. */
  readonly key: string;
  readonly answered: AnsweredQuery;
}

const last = new WeakMap<Database, KeptAnswer>();

/**
 * The photos that match a query and its filters. The last answer is cached until the library changes, because its next
 * page and its facets are requested right after it.
 */
export function answerQuery(db: Database, query: string, depth: Depth): AnsweredQuery {
  const key = JSON.stringify([query, depth, libraryState(db)]);
  const kept = last.get(db);
  if (kept?.key === key) return kept.answered;
  const parsed = parseQuery(query);
  const answered = answerParsed(db, parsed, depth);
  last.set(db, { key, answered });
  return answered;
}

function answerParsed(db: Database, parsed: Query, depth: Depth): AnsweredQuery {
  const { root, filters, remarks } = parsed;
  const everything = (): Matches => photosThrough(db, filters);
  if (root === null) {
    // An empty query has no results.
    return { parsed, matches: choosePhotos(filters) ? everything() : noMatches, leaves: [], remarks };
  }
  const found = answer(db, root, { depth, isHit: hitFilter(filters), everything });
  return {
    parsed,
    matches: filterPhotos(db, found.matches, filters),
    leaves: found.leaves,
    remarks: [...remarks, ...found.remarks],
  };
}

const stateSchema = z.object({ changes: z.number().int(), version: z.number().int() });

/** Changes with every change of this connection, and with every commit of other connections. */
function libraryState(db: Database): z.infer<typeof stateSchema> | undefined {
  return first(
    db,
    stateSchema,
    sql`SELECT total_changes() AS changes, data_version AS version FROM pragma_data_version`,
  );
}
