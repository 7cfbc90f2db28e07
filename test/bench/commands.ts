import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSeeds } from '../interop/runSeeds.ts';
import { runShell } from './runShell.ts';
import { libraryForms, otherForms, type ShortForm } from './shortForms.ts';

/**
 * Runs every command that README, BENCHMARKS and NOTEBOOK name in a short form, on the fixtures, in a new library: `npm run
 * commands`. With `seeds`, the lines of SEEDS.md instead. What a command prints is shown only if it fails. Exit status 1 if one failed.
 */
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'inkdex-commands-'));
const env = {
  ...process.env,
  INKDEX_SHORT: '1',
  INKDEX_DATA: join(root, 'test/fixtures/data'),
  INKDEX_LIBRARY: join(folder, 'library'),
};

const waiting = [...otherForms];
const counted = { failed: 0 };
if (process.argv[2] === 'seeds') {
  counted.failed = await runSeeds(folder, env, process.argv.slice(3));
} else {
  // Most commands keep one core busy. Those of the library follow each other beside the others.
  await Promise.all([runInTurn(libraryForms), runWaiting()]);
  const count = libraryForms.length + otherForms.length;
  process.stdout.write(`${count - counted.failed} commands ran, ${counted.failed} failed.\n`);
}
rmSync(folder, { recursive: true, force: true });
if (counted.failed > 0) process.exitCode = 1;

async function runInTurn(forms: readonly ShortForm[]): Promise<void> {
  for (const form of forms) await runAndTell(form);
  await runWaiting();
}

async function runWaiting(): Promise<void> {
  for (let form = waiting.shift(); form !== undefined; form = waiting.shift()) await runAndTell(form);
}

async function runAndTell(form: ShortForm): Promise<void> {
  const startedAt = performance.now();
  const { isSound, output } = await run(form);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${isSound ? 'ok' : 'FAILED'}  ${seconds.padStart(6)} s  ${form.named}\n`);
  if (isSound) return;
  counted.failed += 1;
  process.stdout.write(`${form.run}\n${output}\n`);
}

/** A command must end with status 0 and have printed what is expected, or something. */
async function run({
  run: line,
  until,
  prints = /\S/u,
}: ShortForm): Promise<{ isSound: boolean; output: string }> {
  const { status, by, output, isStopped } = await runShell(line, { cwd: root, env, until });
  const isSound = until === undefined ? status === 0 && prints.test(output) : isStopped && by !== 'SIGKILL';
  return { isSound, output: `${output}\nexit status ${String(status)}, signal ${String(by)}` };
}
