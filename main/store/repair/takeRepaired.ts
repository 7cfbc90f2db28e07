import { existsSync, renameSync, rmSync } from 'node:fs';
import { databaseParts } from './damage.ts';

/** Where a repaired database waits, whole, to take the damaged one's place. */
export function readyPath(database: string): string {
  return `${database}.ready`;
}

/**
 * Puts a repaired database that is ready in the place of the damaged one, which was copied before; does nothing where
 * none is. Whoever opens the library goes on from wherever a kill left this: the damaged one's log must meet neither.
 */
export function takeRepaired(database: string): void {
  if (!existsSync(readyPath(database))) return;
  for (const part of databaseParts.slice(1)) rmSync(`${database}${part}`, { force: true });
  renameSync(readyPath(database), database);
}
