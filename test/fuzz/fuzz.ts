import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { slowness } from '../../main/installation.ts';
import { createRandom } from '../../shared/random.ts';
import { attempt, isFind, type Outcome } from './attempt.ts';
import { mutate } from './mutate.ts';
import { writeSeed, type Seed } from './seeds.ts';
import type { Target } from './targets.ts';

/** Inputs that once failed, one folder for each target, with one folder for each find in it. */
export const findsFolder = join(import.meta.dirname, 'finds');

/** Longer than the app's own deadlines, which are longer on a busy machine, too. */
const seconds = 90;

/** An input with its damaged file. */
export interface Mutant {
  /** Path of the damaged file in the seed. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Trial {
  readonly target: string;
  readonly number: number;
  readonly mutant: Mutant;
  readonly outcome: Outcome;
}

/** The mutant with a number: the same number always gives the same one. */
export async function tryMutant(target: Target, number: number, folder: string): Promise<Trial> {
  const random = createRandom(number).fork(target.name);
  const seed = random.pick(target.seeds);
  const name = random.pick(seed.damaged);
  const other = random.pick(target.seeds);
  const bytes = mutate(bytesOf(seed.files, name), bytesOf(other.files, random.pick(other.damaged)), random);
  const mutant = { name, bytes: target.pack?.(bytes) ?? bytes };
  return { target: target.name, number, mutant, outcome: await open(target, mutant, folder) };
}

/** Opens a seed as it is; it must be accepted. */
export async function trySeed(target: Target, seed: Seed, folder: string): Promise<Trial> {
  const [name = ''] = seed.damaged;
  const bytes = bytesOf(seed.files, name);
  const mutant = { name, bytes: target.pack?.(bytes) ?? bytes };
  return { target: target.name, number: 0, mutant, outcome: await open(target, mutant, folder) };
}

/** Opens an input instead of the file of a seed that may be damaged. */
export async function tryBytes(
  target: Target,
  number: number,
  bytes: Uint8Array,
  folder: string,
): Promise<Trial> {
  const mutant = { name: target.seeds[0]?.damaged[0] ?? '', bytes: target.pack?.(bytes) ?? bytes };
  return { target: target.name, number, mutant, outcome: await open(target, mutant, folder) };
}

function bytesOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  return files.get(name) ?? new Uint8Array();
}

/** Opens an input in a new folder, which is removed afterwards. */
async function open(target: Target, { name, bytes }: Mutant, folder: string): Promise<Outcome> {
  const seed = target.seeds.find(({ files }) => files.has(name));
  if (seed === undefined) throw new Error(`No seed of ${target.name} has a file ${name}.`);
  const here = mkdtempSync(join(folder, 'mutant-'));
  const [input, scratch] = [join(here, 'input'), join(here, 'scratch')];
  mkdirSync(scratch);
  const path = writeSeed(seed, input, new Map([[name, bytes]]));
  try {
    return await attempt(() => target.open(path, scratch), seconds * slowness());
  } finally {
    rmSync(here, { recursive: true, force: true });
  }
}

/** Keeps a failing input for the tests. */
export function keepFind({ target, number, mutant }: Trial): string {
  const path = join(findsFolder, target.replaceAll(' ', '-'), String(number), mutant.name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, mutant.bytes);
  return path;
}

/** Opens every kept find of a target again. */
export async function retryFinds(target: Target, folder: string): Promise<Trial[]> {
  const ofTarget = join(findsFolder, target.name.replaceAll(' ', '-'));
  if (!existsSync(ofTarget)) return [];
  const trials: Trial[] = [];
  for (const entry of readdirSync(ofTarget, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const [number = '', ...name] = relative(ofTarget, path).split(/[/\\]/u);
    const mutant = { name: name.join('/'), bytes: readFileSync(path) };
    const outcome = await open(target, mutant, folder);
    trials.push({ target: target.name, number: Number(number), mutant, outcome });
  }
  return trials;
}

/** What went wrong, for people. */
export function describeFinds(trials: readonly Trial[]): string[] {
  return trials
    .filter(({ outcome }) => isFind(outcome))
    .map(({ target, number, outcome }) => {
      const message = outcome.kind === 'accepted' ? '' : outcome.message;
      return `${target} ${number}: ${outcome.kind}: ${message}`;
    });
}
