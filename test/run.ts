import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { summarise, type Results } from './support/results.ts';

/**
 * All tests, `npm test`: types, lint and format, then the end-to-end tests, and the unit tests beside both, so that
 * two cores are busy. What each writes is printed line by line. The last line is "N passed, N failed, N skipped";
 * before it come why tests were skipped, the ten slowest tests, those that failed, and the time.
 */
const root = join(import.meta.dirname, '..');
const results = join(root, 'test-results');
const files = { unit: join(results, 'unit.json'), e2e: join(results, 'e2e.json') };

const startedAt = performance.now();
for (const file of Object.values(files)) rmSync(file, { force: true });
const failed = (await Promise.all([inTurn(['check', 'e2e']), inTurn(['unit'])])).flat();

const { text, isSound } = summarise(read(), (performance.now() - startedAt) / 1000);
for (const script of failed) process.stdout.write(`npm run ${script} failed: see above.\n`);
process.stdout.write(text);
if (failed.length > 0 || !isSound) process.exitCode = 1;

/** Runs scripts of package.json one after the other, also after one that failed; gives those that failed. */
async function inTurn(scripts: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const script of scripts) if ((await runScript(script)) !== 0) wrong.push(script);
  return wrong;
}

async function runScript(script: string): Promise<number | null> {
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: root,
    // npm is a batch file on Windows.
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // Whole lines: what two scripts write at once stays readable.
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => process.stdout.write(`${line}\n`));
  }
  return await ended;
}

/** What Vitest and Playwright wrote; null for one that wrote nothing. */
function read(): Record<keyof Results, unknown> {
  const parse = (file: string): unknown => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null);
  return { unit: parse(files.unit), e2e: parse(files.e2e) };
}
