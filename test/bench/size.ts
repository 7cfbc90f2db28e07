/**
 * The size of the checkout by room, and what the commits since another one added: `npm run size`.
 *
 * --check      exits with 1 if a limit is exceeded; looked at when an issue ends, not at each commit
 * --since REF  (default: origin/main, else the 30th commit before)
 */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatCount } from '../../shared/text.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Everything that is read to understand each part, by pattern: the app with its SQL and the texts that code reads.
 */
const parts = {
  app: [
    '{main,renderer,shared}/**/*.{ts,tsx}',
    'resources/**/*.{sql,py,sh,html}',
    'resources/{api,commands,examples,export,search}/**/*.{txt,ts,proto}',
  ],
  pretraining: ['pretraining/**/*.{ts,py,sh}'],
  tests: ['test/**/*.{ts,tsx,py}', '{vitest,playwright}.config.ts'],
  development: ['resources/build/**/*.ts', 'vite.config.ts'],
} as const;

/** Lines of the app, of pretraining, and of tests as a share of the app; words of the documents that only authors read. */
const limits = { app: 121_000, pretraining: 12_500, tests: 0.75, words: 9_000 };
const authors = ['pretraining/HISTORY.md', 'test/bench/NOTEBOOK.md', 'resources/language/HISTORY.md'];

const { values } = parseArgs({ options: { check: { type: 'boolean' }, since: { type: 'string' } } });

const files = new Map(Object.keys(parts).map((part) => [part, filesOf(part as keyof typeof parts)]));
const lines = new Map([...files].map(([part, found]) => [part, linesOf(found)]));
for (const [part, found] of files) {
  console.log(`${part.padEnd(14)}${formatCount(lines.get(part) ?? 0).padStart(8)}`);
  const rooms = [...Map.groupBy(found, roomOf)].map(([room, each]) => [room, linesOf(each)] as const);
  for (const [room, count] of rooms.sort((a, b) => b[1] - a[1]))
    console.log(`  ${room.padEnd(24)}${formatCount(count).padStart(8)}`);
}
const words = authors.reduce((sum, file) => sum + read(file).split(/\s+/u).length, 0);
console.log(`documents for authors ${formatCount(words)} words`);
for (const [room, added] of growth(values.since ?? base()))
  console.log(`${added > 0 ? '+' : ''}${String(added)} ${room}`);

const [app = 0, pretraining = 0, tests = 0] = ['app', 'pretraining', 'tests'].map(
  (part) => lines.get(part) ?? 0,
);
const exceeded = [
  app > limits.app && `app: ${formatCount(app)} of ${formatCount(limits.app)} lines`,
  pretraining > limits.pretraining &&
    `pretraining: ${formatCount(pretraining)} of ${formatCount(limits.pretraining)} lines`,
  tests > limits.tests * app &&
    `tests: ${(tests / app).toFixed(2)} of the app, limit ${String(limits.tests)}`,
  words > limits.words &&
    `documents for authors: ${formatCount(words)} of ${formatCount(limits.words)} words`,
].filter((each) => each !== false);
console.log(exceeded.length === 0 ? 'All limits hold.' : `Exceeded:\n${exceeded.join('\n')}`);
if (values.check === true && exceeded.length > 0) process.exitCode = 1;

function filesOf(part: keyof typeof parts): string[] {
  return globSync([...parts[part]], { cwd: root })
    .filter((file) => !file.includes('node_modules/'))
    .sort();
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function linesOf(found: readonly string[]): number {
  return found.reduce((sum, file) => sum + read(file).split('\n').length - 1, 0);
}

/** A folder of main or test, or a top folder. */
function roomOf(file: string): string {
  const [top = '', folder = '', inside] = file.split('/');
  if (top === 'renderer' || top === 'shared' || top === 'resources') return top;
  return inside === undefined ? top : `${top}/${folder}`;
}

function base(): string {
  const known = git(['rev-parse', '--verify', '--quiet', 'origin/main']).trim();
  return known === '' ? 'HEAD~30' : known;
}

/** Lines that commits added, less those that they removed, by room. */
function growth(since: string): (readonly [string, number])[] {
  const counted = new Map<string, number>();
  for (const line of git(['diff', '--no-renames', '--numstat', `${since}...HEAD`]).split('\n')) {
    const [added = '', removed = '', file = ''] = line.split('\t');
    if (!/\.(?:tsx?|sql|py)$/u.test(file)) continue;
    counted.set(roomOf(file), (counted.get(roomOf(file)) ?? 0) + Number(added) - Number(removed));
  }
  return [...counted].filter(([, count]) => count !== 0).sort((a, b) => b[1] - a[1]);
}

function git(args: readonly string[]): string {
  try {
    return execFileSync('git', [...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}
