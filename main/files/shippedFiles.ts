import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourcesFolder } from '../installation.ts';
import { isNotFound } from '../../shared/result.ts';
import { hashFile, versionOf } from './hashFile.ts';

let sums: ReadonlyMap<string, string> | undefined;

export const sumsFile = join(resourcesFolder, 'SHA256SUMS');

/**
 * SHA-256 of what reading and search need of what ships with Inkdex, by path: `resources/SHA256SUMS`. Empty without that file:
 * nothing is known to be whole then, and reading goes on with what it needs at least.
 */
export function shippedSums(): ReadonlyMap<string, string> {
  return (sums ??= readSums());
}

function readSums(): Map<string, string> {
  try {
    const lines = readFileSync(sumsFile, 'utf8').trim().split(/\r?\n/u);
    return new Map(lines.map((line) => [join(resourcesFolder, line.slice(66)), line.slice(0, 64)]));
  } catch (thrown) {
    if (isNotFound(thrown)) return new Map();
    throw thrown;
  }
}

/** The sum of each file that was looked at, and its version then. */
const looked = new Map<string, { readonly version: string | null; readonly sum: Promise<string | null> }>();

/** The sum of a file, which is read again only when it has changed; null as `hashFile` has it. */
async function sumOf(path: string): Promise<string | null> {
  const version = await versionOf(path);
  const known = looked.get(path);
  const now = known?.version === version ? known : { version, sum: hashFile(path) };
  looked.set(path, now);
  return await now.sum;
}

/**
 * SHA-256 of a file that ships with Inkdex if it is as it was shipped, else null.
 *
 * @param expected what it should be
 */
export async function shippedSum(
  path: string,
  expected: string | undefined = shippedSums().get(path),
): Promise<string | null> {
  return expected !== undefined && (await sumOf(path)) === expected ? expected : null;
}

/**
 * What is wrong with a file that ships with Inkdex, and what to do; null if it is the one that was shipped.
 *
 * @param expected what its SHA-256 should be
 */
export async function shippedProblem(
  path: string,
  expected: string | undefined = shippedSums().get(path),
): Promise<string | null> {
  if ((await shippedSum(path, expected)) !== null) return null;
  const isThere = (await sumOf(path)) !== null;
  return `${path} ${isThere ? 'was changed or cut' : 'is missing or cannot be read'}. Install Inkdex again.`;
}
