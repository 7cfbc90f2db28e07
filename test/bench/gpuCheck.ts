import { spawn } from 'node:child_process';
import os from 'node:os';
import { join } from 'node:path';
import { findTensorflows } from '../../main/ml/backends/installTensorflow.ts';
import { largestLossDifference } from '../../main/ml/backends/measureTraining.ts';
import { printConditions } from './bench/conditions.ts';
import { partSchema, type Part, type PartOf } from './gpuCheck/parts.ts';
import { note, print, printTable } from '../../pretraining/printTable.ts';
import { unlessShort } from '../../pretraining/unlessShort.ts';

/**
 * Whether the GPU of this machine works, and how fast: `npm run gpu-check`. Prints a line of JSON for each part as it ends,
 * and tables. Each part is a process with a limit; one that fails says why and the others go on. Exit status 1 if the
 * GPU computes wrongly or a part failed; 0 also where there is no GPU, which the first part says.
 */
const largestDifference = 0.01;

/** What does not hold, and parts that failed. */
const wrong: string[] = [];
const measured: Part[] = [];
const started = performance.now();
printConditions();

const adapter = await measure('adapter', '', 40);
await measure('read', 'cpu', 120, 1);
if (unlessShort(true, false)) await measure('read', 'cpu', 120);
if (isPart('adapter', adapter)) {
  if (!adapter.isSoftware) {
    for (const how of ['cold', 'warm'] as const) {
      note(`reading on the GPU, ${how === 'cold' ? 'with what the driver has kept' : 'again'}`);
      await measure('read', 'webgpu', 90);
    }
  }
  await measure('compare', '', adapter.isSoftware ? 400 : 60);
}
// A software driver takes minutes for a step.
const onGpu = isPart('adapter', adapter) && !adapter.isSoftware ? ['webgpu'] : [];
const tensorflow = findTensorflows().length > 0 ? ['tensorflow'] : [];
for (const engine of ['wasm', ...tensorflow, ...onGpu]) await measure('loss', engine, 300);
// The slowest last: on two busy cores it took seven minutes.
for (const engine of unlessShort([...onGpu, ...tensorflow, 'wasm'], [])) {
  await measure('train', engine, engine === 'webgpu' ? 200 : 500);
}
report();
if (wrong.length > 0) process.exitCode = 1;

function isPart<Name extends Part['part']>(name: Name, part: Part | null): part is PartOf<Name> {
  return part?.part === name;
}

/** Runs one part. Null if it fails, which is printed. */
async function measure(
  part: Part['part'],
  engine: string,
  limit: number,
  threads?: number,
): Promise<Part | null> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'gpuCheck/part.ts'), part, engine], {
    env: { ...process.env, ...(threads !== undefined && { INKDEX_THREADS: String(threads) }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const late = new AbortController();
  const timer = setTimeout(
    () => {
      late.abort();
      child.kill('SIGKILL');
    },
    limit * unlessShort(1000, 5000),
  );
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const how = await new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      resolve(signal ?? `exit code ${String(code)}`);
    });
  });
  clearTimeout(timer);
  const line = output.trim().split('\n').at(-1) ?? '';
  if (line.startsWith('{')) {
    const found = partSchema.parse(JSON.parse(line));
    measured.push(found);
    print(line);
    return found;
  }
  // Without a GPU the first part fails, and the others are measured on the processor.
  if (part !== 'adapter') wrong.push(`${part} ${engine}`.trim());
  const found = errors.split('\n').find((text) => /^\S*Error\b/u.test(text)) ?? errors.trim();
  const reason = late.signal.aborted ? `It took longer than ${limit} seconds.` : found.trim().slice(0, 2000);
  print(JSON.stringify({ part, engine, ended: how, error: reason }));
  return null;
}

function report(): void {
  const of = <Name extends Part['part']>(name: Name) => measured.filter((part) => isPart(name, part));
  print('');
  printTable(
    ['reading', 'threads', 'first photo, s', 'photos/s', 'words/s', 'MB', 'MB of GPU'],
    of('read').map((read) => [
      read.engine,
      String(read.threads),
      (read.coldMs / 1000).toFixed(1),
      read.photosPerSecond.toFixed(2),
      read.wordsPerSecond.toFixed(0),
      read.peakMegabytes.toFixed(0),
      String(read.gpuMegabytes ?? '-'),
    ]),
  );
  print('');
  printTable(
    ['training', '48x128 words/s', 'mixture words/s', 'MB', 'MB of GPU'],
    of('train').map((train) => [
      `${train.engine} (${train.device})`,
      train.oneWidth.toFixed(1),
      train.mixture.toFixed(1),
      train.peakMegabytes.toFixed(0),
      String(train.gpuMegabytes ?? '-'),
    ]),
  );
  print('');
  for (const { device, driver } of of('adapter')) print(`GPU: ${device}; ${driver}`);
  for (const read of of('read')) {
    if (read.problem !== null) hold(`reading on ${read.engine} (${read.problem})`, false);
  }
  for (const { words, sameWords, sameBoxes, difference, problem } of of('compare')) {
    const boxes = sameBoxes === null ? '' : `, boxes the same ${sameBoxes}`;
    hold(
      `of ${words} words the same ${sameWords}${boxes}; probabilities differ by ${difference.toFixed(4)}${problem === null ? '' : `; ${problem}`}`,
      problem === null &&
        words > 0 &&
        sameWords === words &&
        (sameBoxes ?? words) === words &&
        difference <= largestDifference,
    );
  }
  const [reference] = of('loss');
  for (const { engine, steps, loss } of of('loss')) {
    const expected = reference?.loss ?? Number.NaN;
    hold(
      `loss after ${steps} steps on ${engine}: ${loss.toFixed(4)}, on wasm ${expected.toFixed(4)}`,
      Math.abs(loss - expected) <= largestLossDifference * expected,
    );
  }
  const all = { date: new Date().toISOString(), processors: os.availableParallelism(), wrong, measured };
  print(JSON.stringify({ ...all, seconds: (performance.now() - started) / 1000 }));
}

function hold(what: string, holds: boolean): void {
  print(`${what}: ${holds ? 'holds' : 'DOES NOT HOLD'}`);
  if (!holds) wrong.push(what);
}
