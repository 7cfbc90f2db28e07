/**
 * Opens mutants of every kind of input and makes random calls until it is stopped: `npm run fuzz`. Prints the seed,
 * counts and finds; finds are written to `test/fuzz/finds`, where `npm test` opens them again.
 *
 * --seed N     first number (default: the time); the same number gives the same mutants and calls
 * --mutants N  stops after so many mutants (default: never)
 * --calls N    stops after so many calls (default: as many as mutants)
 * --only NAME  only this target, or "calls"
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isFind } from './attempt.ts';
import { openCaller } from './calls.ts';
import { describeFinds, keepFind, tryMutant } from './fuzz.ts';
import { startDecoding } from './decoding.ts';
import { createTargets } from './targets.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    mutants: { type: 'string', default: 'Infinity' },
    calls: { type: 'string' },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
const mutants = Number(values.mutants);
const callCount = Number(values.calls ?? values.mutants);
/** Mutants and calls between two lines of counts. */
const round = 500;

const folder = mkdtempSync(join(tmpdir(), 'inkdex-fuzz-'));
const counts = new Map<string, Record<string, number>>();
let finds = 0;
let isStopped = false;
process.once('SIGINT', () => {
  isStopped = true;
});

function count(name: string, kind: string): void {
  const ofName = counts.get(name) ?? {};
  ofName[kind] = (ofName[kind] ?? 0) + 1;
  counts.set(name, ofName);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function fuzzInputs(): Promise<void> {
  const decoding = startDecoding();
  const targets = (await createTargets(decoding, folder)).filter(
    ({ name }) => values.only === undefined || name === values.only,
  );
  for (let done = 0; done < mutants && !isStopped; done += 1) {
    const target = targets[done % targets.length];
    if (target === undefined) break;
    const trial = await tryMutant(target, seed + done, folder);
    count(target.name, trial.outcome.kind);
    if (isFind(trial.outcome)) {
      finds += 1;
      print([...describeFinds([trial]), `  ${keepFind(trial)}`].join('\n'));
    }
    if ((done + 1) % round === 0) print(`${done + 1} mutants, ${finds} finds`);
  }
  await decoding.close();
}

async function fuzzCalls(): Promise<void> {
  const caller = await openCaller(join(folder, 'calls'));
  for (let done = 0; done < callCount && !isStopped; done += 1) {
    const { name, args, outcome } = await caller.call(seed + done);
    count('calls', outcome.kind);
    if (isFind(outcome)) {
      finds += 1;
      print(
        `call ${seed + done} ${name} ${JSON.stringify(args ?? null).slice(0, 500)}: ${JSON.stringify(outcome)}`,
      );
    }
    if ((done + 1) % round === 0) print(`${done + 1} calls, ${finds} finds`);
  }
  for (const problem of new Set(caller.problems())) {
    finds += 1;
    print(`in a job or the log: ${problem}`);
  }
  await caller.close();
}

print(`Seed ${seed}`);
if (values.only !== 'calls') await fuzzInputs();
if (values.only === undefined || values.only === 'calls') await fuzzCalls();
rmSync(folder, { recursive: true, force: true });
for (const [name, kinds] of counts) {
  const parts = Object.entries(kinds).map(([kind, number]) => `${number} ${kind}`);
  print(`${name}\t${parts.join(', ')}`);
}
print(`${finds} finds with seed ${seed}`);
process.exitCode = finds > 0 ? 1 : 0;
