import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { patience, slowness } from './support/patience.ts';
import { processorSeconds } from './support/processorTime.ts';
import { summarise, type Results } from './support/results.ts';

/**
 * All tests that guard a change, `npm test`: types, lint and format, then the end-to-end tests, and the unit tests beside
 * both, so that two cores are busy. The first line says how long it takes here; each file of tests then has a line. At the
 * end come why tests were skipped, the ten slowest tests, those that failed, the time, the processor time, and
 * "N passed, N failed, N skipped".
 *
 * `long` runs those that take minutes instead (`long` in vitest.config.ts). `--busy N` runs N processes beside the
 * tests that compute all the time.
 */
const root = join(import.meta.dirname, '..');
const results = join(root, 'test-results');
const files = { unit: join(results, 'unit.json'), e2e: join(results, 'e2e.json') };
const isLong = process.argv.includes('long');
const busy = process.argv.includes('--busy') ? Number(process.argv.at(-1)) : 0;
/** On two cores of a machine whose slowness is 1. */
const expectedMinutes = isLong ? 10 : 8;

// The programs that run the tests are compiled once, too.
process.env.NODE_COMPILE_CACHE ??= join(root, '.cache/compiled');
const startedAt = performance.now();
for (const file of Object.values(files)) rmSync(file, { force: true });
const beside = Array.from({ length: busy }, () =>
  spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }),
);
// Measured beside the busy processes; all tests take the patience from the environment.
const speed = slowness();
patience(() => speed);
if (isLong) process.env.INKDEX_TESTS = 'long';
// The linter's checker is a Go program: with more threads it checks the same types again, and it collects garbage often.
process.env.GOMAXPROCS ??= '1';
process.env.GOGC ??= '400';
const minutes = Math.ceil((expectedMinutes * speed * 2) / Math.min(2, availableParallelism()));
const cores = `${availableParallelism()} cores, ${speed.toFixed(1)} times the usual time for one computation`;
process.stdout.write(`The tests take about ${minutes} minutes here (${cores}).\n`);

const scripts = isLong ? [['e2e'], ['unit']] : [['check', 'e2e'], ['unit']];
const ended = await Promise.all(scripts.map(inTurn));
for (const child of beside) child.kill('SIGKILL');

const wrong = ended.flatMap(({ failed }) => failed);
const { text, isSound } = summarise(read(), {
  seconds: (performance.now() - startedAt) / 1000,
  processor: ended.reduce<number | null>(
    (sum, { processor }) => (sum === null || processor === null ? null : sum + processor),
    0,
  ),
  wrong,
});
for (const script of wrong) process.stdout.write(`npm run ${script} failed: see above.\n`);
process.stdout.write(text);
if (!isSound) process.exitCode = 1;

interface Ended {
  readonly failed: readonly string[];
  /** Seconds of all processes that the scripts started; null where the system does not say. */
  readonly processor: number | null;
}

/** Runs scripts of package.json one after the other, also after one that failed. */
async function inTurn(names: readonly string[]): Promise<Ended> {
  const failed: string[] = [];
  let processor: number | null = 0;
  for (const name of names) {
    const { status, times } = await runScript(name);
    if (status !== 0) failed.push(name);
    const seconds = processorSeconds(times);
    processor = seconds === null || processor === null ? null : processor + seconds;
  }
  return { failed, processor };
}

/** @returns the exit status, and what the shell says of its processes' time; '' on Windows */
async function runScript(
  script: string,
): Promise<{ readonly status: number | null; readonly times: string }> {
  const isWindows = process.platform === 'win32';
  const command = `npm run --silent ${script}`;
  const child = spawn(isWindows ? command : `${command}; status=$?; times >&3; exit $status`, {
    cwd: root,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const status = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // Whole lines: what two scripts write at once stays readable.
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface(stream).on('line', (line) => process.stdout.write(`${line}\n`));
  }
  let times = '';
  child.stdio[3]?.on('data', (bytes: Buffer) => {
    times += bytes.toString();
  });
  return { status: await status, times };
}

/** What Vitest and Playwright wrote; null for one that wrote nothing. */
function read(): Results {
  const parse = (file: string): unknown => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null);
  return { unit: parse(files.unit), e2e: parse(files.e2e) };
}
