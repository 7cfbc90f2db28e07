import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainingEngineName } from '../../../../shared/contract/model.ts';
import { createRandom } from '../../../../shared/random.ts';
import { trainingSettings } from '../../../../shared/trainingPresets.ts';
import { findTensorflows } from '../../../../main/ml/backends/installTensorflow.ts';
import { tf } from '../../../../main/ml/tf.ts';
import { smallConfig } from '../../../support/eightWords.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { drawnSamples, wordsModel, writeVersion } from '../../../support/wordVersion.ts';

/** INKDEX_KILLS=20 kills more often. */
const kills = Number(process.env.INKDEX_KILLS ?? 1);
const script = join(import.meta.dirname, '../../../support/trainUntilKilled.ts');
const random = createRandom(Date.now());

const tensorflow = 'tensorflow (needs npx inkdex engine install tensorflow)';
const engines = [
  { name: 'wasm', engine: 'wasm', beside: 0, isHere: true },
  { name: 'wasm', engine: 'wasm', beside: 1, isHere: true },
  // Its ops on one thread: with more, their sums come in another order each time.
  { name: tensorflow, engine: 'tensorflow', beside: 0, isHere: findTensorflows().length > 0 },
  { name: tensorflow, engine: 'tensorflow', beside: 1, isHere: findTensorflows().length > 0 },
] as const;

beforeAll(() => tf.setBackend('cpu'));

describe.each(engines)('a training on $name with $beside threads beside', ({ engine, beside, isHere }) => {
  it.skipIf(!isHere)('that is killed at any moment ends with the same model, byte for byte', async () => {
    const shared = temporaryFolder();
    const base = join(shared, 'base.onnx');
    writeFileSync(base, wordsModel(smallConfig, 3));
    const request = {
      base,
      name: 'My hand',
      ...writeVersion(join(shared, 'version'), await drawnSamples(['ink', 'over', 'FIG', '42'], 4)),
      rehearsal: null,
      settings: trainingSettings('quick', { epochs: 2, batch: 4, rehearsal: 0, evaluations: 4 }),
      mayForget: true,
      checkpointEvery: 2,
    };
    const straight = await train([engine, beside], { ...request, folder: join(shared, 'straight') }, null);

    let killed = 0;
    while (killed < kills) {
      const folder = join(shared, 'killed');
      let model: string | null = null;
      while (model === null) {
        model = await train(
          [engine, beside],
          { ...request, folder },
          killed < kills ? random.integer(0, 6) : null,
        );
        if (model === null) killed += 1;
      }
      expect(readFileSync(model)).toEqual(readFileSync(straight ?? ''));
      rmSync(folder, { recursive: true });
    }
  });
});

/**
 * Trains in a process of its own.
 *
 * @param killAfter events, and up to half a second; null: it is not killed
 * @returns the model's path; null when it was killed before it was done
 */
async function train(
  [engine, beside]: readonly [TrainingEngineName, number],
  request: object,
  killAfter: number | null,
): Promise<string | null> {
  const child = fork(script, [engine, String(beside), JSON.stringify(request)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let events = 0;
  let model: string | null = null;
  child.on('message', (message: string) => {
    if (message.endsWith('.onnx')) model = message;
    if (message === 'preparing') return;
    events += 1;
    if (events === killAfter) setTimeout(() => child.kill('SIGKILL'), random.integer(0, 500));
  });
  if (killAfter === 0) setTimeout(() => child.kill('SIGKILL'), random.integer(0, 3000));
  await once(child, 'exit');
  return model;
}
