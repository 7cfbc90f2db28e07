import { z } from 'zod';
import { first, type Database } from '../store/database.ts';
import { sql } from '../store/sql.ts';
import { answer, type Answer } from './answer.ts';
import { choosePhotos, filterPhotos, hitFilter, photosThrough } from './filterPhotos.ts';
import { noMatches, type Matches } from './matches.ts';
import { parseQuery } from './parseQuery.ts';
import type { Query } from './query.ts';
import type { Depth } from './wordSearch.ts';

/** What a query finds, and the query as it was understood. */
export interface AnsweredQuery extends Answer {
  readonly parsed: Query;
  /** For people: what of the query was left out, or not looked for. */
  readonly remarks: readonly string[];
}

interface KeptAnswer {
  /** The query, the depth, and the state of the library that it was answered from. */
  readonly key: string;
  readonly answered: AnsweredQuery;
}

const last = new WeakMap<Database, KeptAnswer>();

/**
 * The photos that answer a query and pass its filters. The last answer is kept as long as nothing changes
 * in the library: its next page and its facets are asked for right after it.
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
    // What asks for nothing gets nothing.
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

/** Another one after every change: of this connection's, and of those that others have committed. */
function libraryState(db: Database): z.infer<typeof stateSchema> | undefined {
  return first(
    db,
    stateSchema,
    sql`SELECT total_changes() AS changes, data_version AS version FROM pragma_data_version`,
  );
}
