import { existsSync, renameSync, rmSync } from 'node:fs';
import { databaseParts } from './damage.ts';

/** The path of a complete repaired database that will replace the damaged one. */
export function readyPath(database: string): string {
  return `${database}.ready`;
}

/**
 * Replaces the damaged database, which was copied before, with a complete repaired one, if there is one. After a kill, the
 * next process that opens the library continues here. The log of the damaged database must not be applied to either.
 */
export function takeRepaired(database: string): void {
  if (!existsSync(readyPath(database))) return;
  for (const part of databaseParts.slice(1)) rmSync(`${database}${part}`, { force: true });
  renameSync(readyPath(database), database);
}
