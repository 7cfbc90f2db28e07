import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { printedTables } from '../../../pretraining/printTable.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { machineName } from '../bench/conditions.ts';

/*
 * What `npm run measure`, `bench` and `errors` printed last, as JSON with the command, the day, the commit and the models. The
 * documents print their figures from these files (`documentTables.ts`).
 */

const root = join(import.meta.dirname, '../../..');
const folder = join(import.meta.dirname, '../results');

export const resultSchema = z.object({
  command: z.string(),
  /** ISO 8601. */
  date: z.string(),
  /** With `+` if files were changed since. */
  commit: z.string(),
  /** Where it ran, and how busy that was; not kept before 30 November 2026. */
  machine: z.string().default(''),
  /** SHA-256 by file; none where the figures do not depend on models. */
  models: z.record(z.string(), z.string()),
  tables: z.array(
    z.object({ title: z.string(), header: z.array(z.string()), rows: z.array(z.array(z.string())) }),
  ),
});
export type Result = z.infer<typeof resultSchema>;

/** The shipped files on which figures of reading depend, with their SHA-256. */
export function shippedModels(): Record<string, string> {
  const files = [
    'resources/models/starter-detector.onnx',
    'resources/models/starter-recogniser.onnx',
    'resources/models/second/second-reader.onnx',
    ...globSync('resources/language/*.{json,bin,br}', { cwd: root }),
  ];
  return Object.fromEntries(
    files.sort().map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(root, file)))
        .digest('hex'),
    ]),
  );
}

/** Measured anew when more than weights has changed; until then, documents name the files that were others. */
export const takesHours: readonly string[] = ['bench-growth'];

/** The results whose figures do not depend on the shipped models. */
export const withoutModels: readonly string[] = [
  'search',
  'labels',
  'training',
  'training-keras',
  'editor',
  'classes',
].map((what) => `bench-${what}`);

/**
 * Writes what was printed to `results/SCRIPT-WHAT.json`, unless it is a short form or of other data or models.
 *
 * @param script of package.json, which this process runs
 */
export function keepResult(script: 'measure' | 'bench', what: string): void {
  const name = `${script}-${what}`;
  const changed = ['INKDEX_DATA', 'INKDEX_DETECTOR', 'INKDEX_RECOGNISER'].some(
    (each) => process.env[each] !== undefined,
  );
  const isWanted = process.env.INKDEX_KEEP_RESULTS === '1' || !changed;
  if (!unlessShort(isWanted, false) || printedTables().length === 0) return;
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const isChanged = git('status', '--porcelain', '--', 'main', 'resources', 'shared', 'pretraining') !== '';
  const result: Result = {
    command: `npm run ${script} -- ${process.argv.slice(2).join(' ')}`.replace(/ -- $/u, ''),
    date: new Date().toISOString().slice(0, 10),
    commit: `${git('rev-parse', '--short=10', 'HEAD')}${isChanged ? '+' : ''}`,
    machine: `${machineName()}, load average ${(os.loadavg()[2] ?? 0).toFixed(1)}`,
    models: withoutModels.includes(name) ? {} : shippedModels(),
    tables: printedTables().map(({ title, header, rows }) => ({
      title,
      header: [...header],
      rows: rows.map((row) => [...row]),
    })),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 1)}\n`);
}

/** All kept results by name. */
export function allResults(): Record<string, Result> {
  const names = globSync('*.json', { cwd: folder }).map((file) => file.slice(0, -'.json'.length));
  return Object.fromEntries(names.map((name) => [name, readResult(name)]));
}

/** The kept result of a name. @throws ZodError for a file that is none */
function readResult(name: string): Result {
  return resultSchema.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
}
