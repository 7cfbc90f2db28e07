import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedForms } from '../interop/seeds.ts';
import { patient } from '../support/patience.ts';
import { libraryForms, otherForms, type ShortForm } from './shortForms.ts';

/**
 * Runs every command that README, BENCHMARKS and NOTEBOOK name in a short form, on the fixtures, in a new library: `npm run
 * commands`. With `seeds`, the lines of SEEDS.md instead. What a command prints is shown only if it fails. Exit status 1 if one failed.
 */
const longestMs = patient(1_200_000);

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'inkdex-commands-'));
const seeds = process.argv[2] === 'seeds' ? await seedForms(folder) : null;
const env = {
  ...process.env,
  ...seeds?.env,
  INKDEX_SHORT: '1',
  INKDEX_DATA: join(root, 'test/fixtures/data'),
  INKDEX_LIBRARY: join(folder, 'library'),
};

let failed = 0;
const inTurn = seeds?.forms ?? libraryForms;
const beside = seeds === null ? otherForms : [];
const waiting = [...beside];
// Most commands keep one core busy. Those of the library follow each other beside the others.
await Promise.all([runInTurn(inTurn), runWaiting()]);
rmSync(folder, { recursive: true, force: true });
const count = inTurn.length + beside.length;
process.stdout.write(`${count - failed} commands ran, ${failed} failed.\n`);
if (seeds !== null) process.stdout.write(`Of ${seeds.lines} lines, ${seeds.absent} are absent.\n`);
if (failed > 0) process.exitCode = 1;

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
  failed += 1;
  process.stdout.write(`${form.run}\n${output}\n`);
}

/** A command must end with status 0 and have printed what is expected, or something. */
async function run({
  run: line,
  until,
  prints = /\S/u,
}: ShortForm): Promise<{ isSound: boolean; output: string }> {
  // A group of its own: a signal reaches the programs that npm starts, too.
  const child = spawn(line, {
    cwd: seeds === null ? root : folder,
    env,
    shell: true,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
  };
  const timer = setTimeout(() => {
    signal('SIGKILL');
  }, longestMs);
  let output = '';
  const stopped = { asExpected: false };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (stopped.asExpected || until?.test(output) !== true) return;
      stopped.asExpected = true;
      signal('SIGINT');
    });
  }
  const [status, by] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('close', (...ended) => {
      resolve(ended);
    });
  });
  clearTimeout(timer);
  const isSound =
    until === undefined ? status === 0 && prints.test(output) : stopped.asExpected && by !== 'SIGKILL';
  return { isSound, output: `${output}\nexit status ${String(status)}, signal ${String(by)}` };
}
