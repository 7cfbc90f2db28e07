import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { runWorker, type ReadTask } from '../../../main/annexes/broker/worker.ts';
import { createWorkerModels } from '../../../main/annexes/broker/workerModels.ts';
import { readAppVersion, resourcesFolder } from '../../../main/installation.ts';
import { pageReadingSchema } from '../../../shared/contract/word.ts';

/*
 * Workers in one process of their own that do all that `inkdex worker` does, but sleep for the time of a photo instead of
 * reading it, and then give the same reading for each: so that one machine shows what a library does with many workers.
 */

const argumentsSchema = z.object({
  address: z.string(),
  count: z.number(),
  /** Time of a photo, in milliseconds. */
  ms: z.number(),
  /** A JSON file with a reading. */
  reading: z.string(),
  folder: z.string(),
});
type SleepingWorkers = z.infer<typeof argumentsSchema>;

/** Starts the workers, and resolves when all are connected. */
export async function startSleepingWorkers(asked: SleepingWorkers): Promise<{ stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [import.meta.filename, JSON.stringify(asked)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface(child.stdout), 'line');
  return {
    async stop() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function run({ address, count, ms, reading: path, folder }: SleepingWorkers): Promise<void> {
  const reading = pageReadingSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const models = createWorkerModels(join(resourcesFolder, 'models'), join(folder, 'models'));
  const read: ReadTask = async ({ detector, recogniser }) => {
    await setTimeout(ms);
    return { kind: 'read', reading: { ...reading, detector, recogniser } };
  };
  let connected = 0;
  for (let index = 0; index < count; index += 1) {
    const own = join(folder, `worker-${index}`);
    mkdirSync(own, { recursive: true });
    void runWorker({
      address: { address, credentials: null, certificate: null },
      folder: { path: own, remove: () => Promise.resolve() },
      version: readAppVersion(),
      models,
      read,
      giveUp: new AbortController(),
      note() {
        connected += 1;
        if (connected === count) process.stdout.write('connected\n');
      },
    });
  }
  await once(process, 'SIGTERM');
}

if (process.argv[1] === import.meta.filename) {
  await run(argumentsSchema.parse(JSON.parse(z.string().parse(process.argv[2]))));
}
