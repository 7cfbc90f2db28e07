import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cell, readTable } from '../tables.ts';

/** The pages of a bank that were left out, because Inkdex is measured on them from outside (`heldBack.ts`). */
export const heldBackFile = 'heldBack.tsv';

export async function heldBackPages(bank: string): Promise<Set<string>> {
  const path = join(bank, heldBackFile);
  return new Set(existsSync(path) ? (await readTable(path, ['page'])).map((row) => cell(row, 'page')) : []);
}
