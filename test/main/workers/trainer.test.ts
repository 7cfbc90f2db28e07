import { afterAll, expect, test } from 'vitest';
import { startWorker } from '../../../main/workers/client.ts';
import { trainingEngineNameSchema } from '../../../shared/contract/model.ts';

const trainer = startWorker({ kind: 'trainer' });
afterAll(async () => {
  await trainer.close();
});

test('the trainer knows every training engine, and that wasm works everywhere', async () => {
  const engines = await trainer.call('listEngines', { measure: false });
  expect(engines.map(({ engine }) => engine).toSorted()).toEqual(
    [...trainingEngineNameSchema.options].toSorted(),
  );
  expect(engines.find(({ engine }) => engine === 'wasm')).toMatchObject({ available: true });
  // It starts each engine once to see whether it works: minutes on a machine that is busy training.
});

test('an engine that comes with the app is not installed again', async () => {
  await expect(trainer.call('installEngine', { name: 'wasm', gpu: false })).rejects.toMatchObject({
    code: 'bad-arguments',
  });
});
