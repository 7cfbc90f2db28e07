import { z } from 'zod';
import { search } from '../../../main/search/service.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { createRandom } from '../../../shared/random.ts';
import { hostileQuery } from '../../support/hostileQueries.ts';
import { print } from '../../../pretraining/printTable.ts';

const shown = 24;
/** No query may take longer. Milliseconds. */
const slow = 1000;

/** Hostile queries: every one has to give an answer, and soon. */
export function attack(
  name: string,
  db: WritableDatabase,
  { seed, count }: { readonly seed: number; readonly count: number },
): void {
  const random = createRandom(seed).fork('hostile');
  const words = z
    .array(z.string())
    .parse(db.prepare('SELECT term FROM vocabulary ORDER BY words DESC LIMIT 3000').pluck().all());
  let slowest = { query: '', ms: 0 };
  const start = performance.now();
  for (let index = 0; index < count; index += 1) {
    const query = hostileQuery(random, words);
    const { ms } = search(db, { query, offset: 0, limit: shown, depth: 'full' });
    if (ms > slowest.ms) slowest = { query, ms };
  }
  print(
    `${count} hostile queries on ${name}: all answered, ${((performance.now() - start) / count).toFixed(1)} ms each, ` +
      `slowest ${slowest.ms.toFixed(0)} ms (wanted ${slow}): ${JSON.stringify(slowest.query.slice(0, 120))}`,
  );
  if (slowest.ms > slow) process.exitCode = 1;
}
