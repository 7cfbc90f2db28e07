import { join } from 'node:path';
import { Command } from 'commander';
import { engineIn, readingEngineNameSchema } from '../../../shared/contract/model.ts';
import { formatCount } from '../../../shared/text.ts';
import { openWorkerFolder } from './workerFolder.ts';
import { readAppVersion, resourcesFolder, workerFolder } from '../../installation.ts';
import { startWorker } from '../../workers/client.ts';
import { brokerOf, brokerShape, withBrokerOptions } from '../../commands/broker.ts';
import { note, onInterrupt, optionsOf } from '../../commands/command.ts';

/** How often the number of photos is told, in milliseconds. */
const tellMs = 60_000;

/** `inkdex worker`: reads photos of libraries on other machines. */
export function workerCommand(): Command {
  const command = new Command('worker').description(
    'read photos for libraries on other machines, which a broker hands out',
  );
  return withBrokerOptions(command).action(async (_options, given: Command) => {
    const address = brokerOf(optionsOf(given, brokerShape));
    if (address === null) given.error('error: no broker; name one with --broker, or in INKDEX_BROKER');
    else await work(address);
  });
}

async function work(address: NonNullable<ReturnType<typeof brokerOf>>): Promise<void> {
  // Only here: other commands need not load the client of NATS.
  const { readTasksWith, runWorker } = await import('./worker.ts');
  const { createWorkerModels } = await import('./workerModels.ts');
  const engine = engineIn(process.env, 'INKDEX_READING_ENGINE', readingEngineNameSchema) ?? 'cpu';
  const reader = startWorker({ kind: 'reader' });
  const read = readTasksWith(reader, engine);
  const giveUp = new AbortController();
  const unwatch = onInterrupt(() => {
    giveUp.abort();
  });
  let [count, told] = [0, 0];
  // It also keeps the process while it waits for a broker that is away.
  const timer = setInterval(() => {
    if (count > told) note(`${formatCount(count)} photos read.`);
    told = count;
  }, tellMs);
  const folder = await openWorkerFolder(workerFolder());
  try {
    await runWorker({
      address,
      giveUp,
      folder,
      version: readAppVersion(),
      models: createWorkerModels(join(resourcesFolder, 'models'), join(workerFolder(), 'models')),
      note,
      async read(task, files) {
        const outcome = await read(task, files);
        if (outcome.kind === 'failed') note(`A photo cannot be read: ${outcome.error.message}`);
        if (outcome.kind === 'refused') note(outcome.message);
        count += 1;
        return outcome;
      },
    });
    note(`Stopped. ${formatCount(count)} photos read.`);
  } finally {
    clearInterval(timer);
    unwatch();
    await reader.close();
    await folder.remove();
  }
}
