import { openServices } from '../../main/services.ts';
import { versionIdSchema } from '../../shared/contract/dataset.ts';
import { modelIdSchema } from '../../shared/contract/model.ts';

/**
 * Opens a library, goes on with its training and prints "open". If there is none to go on with, starts one and prints
 * its number. Waits until it has ended: made to be killed meanwhile.
 */
const [library = '', version = '', base = ''] = process.argv.slice(2);
const services = await openServices({ library, announce: () => undefined });
services.start();
process.stdout.write('open\n');
const unfinished = services.training.calls
  .listRuns()
  .find(({ state }) => state === 'queued' || state === 'running');
const { id } =
  unfinished ??
  (await services.training.calls.startRun({
    dataset: versionIdSchema.parse(version),
    base: modelIdSchema.parse(base),
    preset: 'quick',
    changes: { epochs: 3, batch: 3, rehearsal: 0, evaluations: 1 },
    engine: 'wasm',
    title: 'Small words',
  }));
process.stdout.write(`${id}\n`);
await services.training.finished(id);
await services.close();
