import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { TrainingEngineName } from '../../../shared/contract/model.ts';
import type { OptimizerName } from '../../../shared/contract/run.ts';
import { listEngines } from '../../../main/ml/backends/listEngines.ts';
import { note, print, printTable } from '../../../pretraining/printTable.ts';
import { median } from './median.ts';
import { trainingFiguresSchema, type TrainingFigures } from './trainingFigures.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';

const definitions = `
words/s: whole training steps of the starter recogniser's network (forward, both CTC losses, gradients,
AdamW, or Muon for the matrices between hidden layers) at batches of 64. 48x128: all of one width. mixture: batches as a pool of real words gives
them, 96 to 256 columns, padding counted as work and not as words. Each figure is of a process of its
own, all in turn, medians over the rounds; ratios are of figures of the same round, their median.`;

export interface Variant {
  readonly name: string;
  readonly engine: TrainingEngineName;
  readonly optimizer: OptimizerName;
  readonly environment: Readonly<Record<string, string>>;
}

const variants: readonly Variant[] = [
  { name: 'tensorflow', engine: 'tensorflow', optimizer: 'adamw', environment: {} },
  { name: 'tensorflow with Muon', engine: 'tensorflow', optimizer: 'muon', environment: {} },
  {
    name: 'tensorflow, general forms',
    engine: 'tensorflow',
    optimizer: 'adamw',
    environment: { INKDEX_FAST_FORMS: '0' },
  },
  { name: 'webgpu', engine: 'webgpu', optimizer: 'adamw', environment: {} },
  { name: 'wasm', engine: 'wasm', optimizer: 'adamw', environment: {} },
];

const wantedRatios = [
  { over: 'wasm', atLeast: 8 },
  { over: 'tensorflow, general forms', atLeast: 2 },
] as const;

const seconds = unlessShort(8, 0.1);
const timeoutMinutes = 20;

/** Words a second that each engine here trains, and whether the fastest is as far ahead as is wanted. */
export async function benchTraining(rounds: number): Promise<void> {
  print('\nTraining: the starter recogniser’s network');
  const engines = await listEngines();
  for (const { engine, available, problem } of engines) {
    if (!available) print(`${engine} is absent: ${problem ?? 'it does not start.'}`);
  }
  const here = variants.filter(({ engine }) =>
    engines.some((candidate) => candidate.engine === engine && candidate.available),
  );
  const measured = await measureInTurn(unlessShort(here, here.slice(0, 1)), rounds);
  printTable(
    ['', '48x128 words/s', 'mixture words/s'],
    [...measured].map(([name, figures]) => [
      `${name} (${figures[0]?.device ?? ''})`,
      median(figures.map(({ oneWidth }) => oneWidth)).toFixed(1),
      median(figures.map(({ mixture }) => mixture)).toFixed(1),
    ]),
  );
  for (const wanted of wantedRatios) printRatio(measured, wanted);
  print(definitions);
}

/** All variants, then all again: what disturbs the machine for a while disturbs them alike. */
async function measureInTurn(
  here: readonly Variant[],
  rounds: number,
): Promise<Map<string, TrainingFigures[]>> {
  const measured = new Map<string, TrainingFigures[]>(here.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const variant of here) {
      const figures = measured.get(variant.name);
      if (figures === undefined) continue;
      note(`round ${round} of ${rounds}: ${variant.name}`);
      try {
        figures.push(await measureVariant(variant));
      } catch (error) {
        print(
          `${variant.name} failed and is left out: ${error instanceof Error ? error.message : String(error)}`,
        );
        measured.delete(variant.name);
      }
    }
  }
  return measured;
}

function printRatio(
  measured: ReadonlyMap<string, readonly TrainingFigures[]>,
  { over, atLeast }: (typeof wantedRatios)[number],
): void {
  const fast = measured.get('tensorflow');
  const slow = measured.get(over);
  const wanted = `tensorflow over ${over}, wanted at least ${atLeast}`;
  if (fast === undefined || slow === undefined) {
    print(`${wanted}: not measured.`);
    return;
  }
  for (const [name, figure] of [
    ['48x128', 'oneWidth'],
    ['mixture', 'mixture'],
  ] as const) {
    const ratio = median(
      fast.map((figures, round) => figures[figure] / (slow[round]?.[figure] ?? Number.NaN)),
    );
    print(`${wanted}: ${ratio.toFixed(2)} at ${name}, ${ratio >= atLeast ? 'holds' : 'DOES NOT HOLD'}`);
  }
}

export function measureVariant({ name, engine, optimizer, environment }: Variant): Promise<TrainingFigures> {
  return new Promise((resolve, reject) => {
    const child = fork(
      join(import.meta.dirname, 'trainingProcess.ts'),
      [engine, String(seconds), optimizer],
      {
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        timeout: timeoutMinutes * 60_000,
      },
    );
    let errors = '';
    let figures: TrainingFigures | undefined;
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    child.on('message', (message) => (figures = trainingFiguresSchema.parse(message)));
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      if (figures !== undefined) resolve(figures);
      else
        reject(
          new Error(`${name} ended (${signal ?? `exit code ${String(exitCode)}`}) unmeasured.\n${errors}`),
        );
    });
  });
}
