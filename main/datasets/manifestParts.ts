import { setImmediate } from 'node:timers/promises';
import { manifestHeader } from '../../shared/manifest.ts';
import type { Database } from '../store/database.ts';
import { membersOf, type Member } from '../store/datasetSets.ts';

/** The bytes of a set's manifest, in order, with the samples they contain. */
export async function* manifestParts(
  db: Database,
  set: number,
): AsyncGenerator<{ readonly bytes: Buffer; readonly members: readonly Member[] }> {
  yield { bytes: Buffer.from(`${manifestHeader}\n`), members: [] };
  for (const members of membersOf(db, set)) {
    yield { bytes: Buffer.from(members.map(({ line }) => `${line}\n`).join('')), members };
    await setImmediate();
  }
}
