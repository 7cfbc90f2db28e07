import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { onTestFinished, expect } from 'vitest';
import { openBroker, photoBucket, results, tasks } from '../../main/annexes/broker/connection.ts';
import { runWorker, type ReadTask } from '../../main/annexes/broker/worker.ts';
import { openWorkerFolder } from '../../main/annexes/broker/workerFolder.ts';
import { createWorkerModels } from '../../main/annexes/broker/workerModels.ts';
import { readAppVersion } from '../../main/installation.ts';
import type { Services } from '../../main/services.ts';
import type { BrokerSettings } from '../../shared/contract/broker.ts';
import { temporaryFolder, pageOf } from './library.ts';
import { createNatsServer, type NatsServer } from './natsServer.ts';
import { everything, importAll, openTestServices, type Opened, writePhoto } from './services.ts';
import type { JobId } from '../../shared/contract/job.ts';

/** A running broker in which a worker has a second for a sign of life. */
export async function startBroker(options: Parameters<typeof createNatsServer>[1] = {}): Promise<NatsServer> {
  const server = await createNatsServer(temporaryFolder(), options);
  await server.start();
  onTestFinished(() => server.kill());
  return server;
}

/** Gives a worker only a second for a sign of life. */
export async function hurry(server: NatsServer): Promise<void> {
  const nc = await connect({ servers: server.address });
  await openBroker(nc, 1000);
  await nc.close();
}

export function settingsFor(address: string, changes: Partial<BrokerSettings> = {}): BrokerSettings {
  return { address, credentials: null, certificate: null, readsHere: false, ...changes };
}

/**
 * A library that has photos read by workers only, as long as it can. Its own reader takes longer than it takes to connect,
 * and reads "here" on each photo.
 */
export async function openWithBroker(
  settings: BrokerSettings,
  folder = temporaryFolder(),
  { isConnected = true, hereMs = 300 } = {},
): Promise<Opened> {
  const reads = () => ({
    async read() {
      await setTimeout(hereMs);
      return pageOf('here');
    },
  });
  const opened = await openTestServices(reads, folder, { broker: settings });
  if (isConnected) await connected(opened.services);
  return opened;
}

/** A broker, and a library that uses it. */
export async function openAtBroker(options: Parameters<typeof startBroker>[0] = {}) {
  const server = await startBroker(options);
  return { server, ...(await openWithBroker(settingsFor(server.address))) };
}

/** Puts so many photos into a library, and asks for them to be read. @returns the job */
export async function queuePhotos({ services, photos }: Opened, count: number): Promise<JobId> {
  await writePhotos(photos, count);
  await importAll(services, [photos], false);
  return services.reading.calls.readPhotos({ photos: [] }).id;
}

export async function connected({ broker }: Services): Promise<void> {
  await expect.poll(() => broker.calls.broker().isConnected).toBe(true);
}

/** The outcome of a task with one word on the page. */
export const reads =
  (word: string): ReadTask =>
  ({ detector, recogniser }) =>
    Promise.resolve({ kind: 'read', reading: { ...pageOf(word), detector, recogniser } });

export interface TestWorker {
  readonly notes: string[];
  /** Resolves when it has ended; rejects when it could not go on. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** A worker in this process. */
export async function startTestWorker(
  address: string,
  read: ReadTask = reads('there'),
  { version = readAppVersion(), ...changes }: Partial<BrokerSettings> & { version?: string } = {},
): Promise<TestWorker> {
  const giveUp = new AbortController();
  const notes: string[] = [];
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'shipped'));
  const ended = runWorker({
    address: settingsFor(address, changes),
    folder: await openWorkerFolder(folder),
    version,
    models: createWorkerModels(join(folder, 'shipped'), join(folder, 'models')),
    read,
    note: (line) => notes.push(line),
    giveUp,
  });
  ended.catch(() => undefined);
  const stop = async (): Promise<void> => {
    giveUp.abort();
    await ended.catch(() => undefined);
  };
  onTestFinished(stop);
  return { notes, ended, stop };
}

/** What the broker keeps: numbers of messages. */
export async function kept(nc: NatsConnection): Promise<Record<'tasks' | 'results' | 'photos', number>> {
  const { jsm } = await openBroker(nc);
  const count = async (stream: string): Promise<number> => (await jsm.streams.info(stream)).state.messages;
  return {
    tasks: await count(tasks),
    results: await count(results),
    photos: await count(`OBJ_${photoBucket}`),
  };
}

/** Photos that differ. */
export async function writePhotos(folder: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await writePhoto(folder, `photo-${index}.jpg`, index);
}

/** The words of all photos, each as one text. */
export function texts({ library }: Services): string[] {
  return library.calls.listPhotos(everything).photos.map(({ id }) =>
    library.calls
      .getPhoto({ photo: id })
      .words.map(({ text }) => text)
      .join(' '),
  );
}
