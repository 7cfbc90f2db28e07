import { characters } from '../../../shared/text.ts';

/** Number of first letters. Errors after them are found by comparing whole terms. */
const prefixLength = 6;
/** Shorter terms have too many similar terms at a distance of two errors. */
const shortestForTwo = 4;

/**
 * Keys that a term shares with every term up to two errors away: hashes of its first letters with up to two letters
 * deleted (one for a term of three letters or fewer).
 *
 * Garbe, "SymSpell: symmetric delete spelling correction", 2012.
 */
export function deletionKeys(term: string): Set<number> {
  const letters = characters(term);
  const prefix = letters.slice(0, prefixLength);
  let left = new Set([prefix.join('')]);
  const all = new Set(left);
  for (let errors = letters.length < shortestForTwo ? 1 : 2; errors > 0; errors -= 1) {
    left = new Set([...left].flatMap(withoutOne));
    for (const text of left) all.add(text);
  }
  return new Set(Array.from(all, hash));
}

function withoutOne(text: string): string[] {
  const letters = characters(text);
  return letters.map((_, index) => letters.toSpliced(index, 1).join(''));
}

/** FNV-1a, 32 bits, signed because SQLite stores that in fewer bytes. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
}
