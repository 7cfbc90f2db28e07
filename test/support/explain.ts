import type { ReadableDatabase, Sql } from '../../main/store/database.ts';

/** The query plan of SQLite, one step a line. */
export function explain(db: ReadableDatabase, query: Sql): string {
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${query.text}`).all(...query.values);
  return steps
    .map((step) => (typeof step === 'object' && step !== null && 'detail' in step ? String(step.detail) : ''))
    .join('\n');
}
