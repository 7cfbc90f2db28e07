import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import Sqlite from 'better-sqlite3';
import { openBroker } from '../../main/annexes/broker/connection.ts';
import { openServices, type Services } from '../../main/services.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { createRandom } from '../../shared/random.ts';
import { createNatsServer } from '../support/natsServer.ts';
import { writeSmallPhotos } from './smallPhotos.ts';
import { createWorkerProcess } from './workerProcess.ts';

export interface KillingOptions {
  /** An empty folder for everything. */
  readonly folder: string;
  readonly photos: number;
  readonly workers: number;
  readonly kills: number;
  readonly seed: number;
  readonly note?: (line: string) => void;
}

export interface KillingReport {
  /** What is wrong, for people; empty if nothing is. */
  readonly problems: readonly string[];
  readonly workerKills: number;
  readonly brokerKills: number;
  /** How often all photos were read. */
  readonly rounds: number;
  /** Photos that workers have read, of all that were read. */
  readonly readElsewhere: number;
  readonly read: number;
}

/** After this time without a sign of life a task goes to another worker, in milliseconds. */
const ackWaitMs = 1500;
/** One in so many kills is of the broker. */
const brokerShare = 4;
const mostSeconds = 900;
/** After this time without a reading the next one is killed, in milliseconds. */
const patienceMs = 8000;

/**
 * Reads photos with workers while workers and broker are killed at random, again and again until enough were killed, and
 * compares with what this machine reads alone: each photo is to be read once in each round, with the same words.
 */
export async function readWhileKilling(options: KillingOptions): Promise<KillingReport> {
  const { folder, kills, seed, note = () => undefined } = options;
  const photos = await writeSmallPhotos(join(folder, 'photos'), options.photos, seed);
  const expected = await readAlone(join(folder, 'alone'), photos);
  note(`Alone: ${expected.size} photos, ${[...expected.values()].flat().length} words.`);
  mkdirSync(join(folder, 'nats'), { recursive: true });
  const server = await createNatsServer(join(folder, 'nats'));
  await server.start();
  const nc = await connect({ servers: server.address });
  await openBroker(nc, ackWaitMs);
  await nc.close();
  const workers = Array.from({ length: options.workers }, (_, index) =>
    createWorkerProcess(server.address, join(folder, `worker-${index}`)),
  );
  for (const worker of workers) worker.start();

  const library = join(folder, 'library');
  const broker = { address: server.address, credentials: null, certificate: null, readsHere: false };
  const services = await openServices({ library, announce: () => undefined, broker });
  const readings = watchReadings(library);
  const problems: string[] = [];
  const counts = { worker: 0, broker: 0 };
  let rounds = 0;
  const random = createRandom(seed);
  let hasEnded = false;
  const isDone = (): boolean => hasEnded;

  async function killOne(): Promise<void> {
    if (random.chance(1 / brokerShare)) {
      await server.kill();
      counts.broker += 1;
      await setTimeout(random.integer(0, 500));
      await server.start();
      return;
    }
    const worker = random.pick(workers);
    await worker.kill();
    counts.worker += 1;
    worker.start();
  }

  async function killUntilEnough(): Promise<void> {
    while (counts.worker + counts.broker < kills && !isDone()) {
      // Sometimes several at once; on average there is time for less than a photo.
      const enough = readings.total() + random.integer(0, 1);
      const latest = performance.now() + patienceMs;
      await setTimeout(random.integer(50, 400));
      while (readings.total() < enough && performance.now() < latest && !isDone()) await setTimeout(20);
      if (!isDone()) await killOne();
      const killed = counts.worker + counts.broker;
      if (killed % 20 === 0) note(`${killed} killed, ${readings.total()} readings.`);
    }
  }

  try {
    services.start();
    await until(() => services.broker.calls.broker().isConnected, 30);
    const imported = await services.library.importPaths({ paths: photos, read: false }, () => undefined);
    await services.jobs.finished(imported.id);
    const killing = killUntilEnough();
    const startedAt = performance.now();
    do {
      rounds += 1;
      const job = services.reading.calls.readPhotos({
        photos: services.library.calls.listPhotoIds({ status: null }),
      });
      const ended = await within(services.jobs.finished(job.id), mostSeconds);
      if (ended === null) {
        problems.push(
          `Round ${rounds} did not end within ${mostSeconds} s: ${JSON.stringify(services.jobs.get(job.id))}`,
        );
        break;
      }
      if (ended.state !== 'done' || ended.done !== photos.length || ended.failed > 0) {
        problems.push(`Round ${rounds}: ${ended.state}, ${ended.done} done, ${ended.failed} failed.`);
      }
      problems.push(...differences(expected, wordsOf(services), `Round ${rounds}`));
      for (const [photo, times] of readings.counts()) {
        if (times !== rounds) problems.push(`Round ${rounds}: ${photo} was read ${times} times in all.`);
      }
      const { worker, broker: brokers } = counts;
      note(`Round ${rounds}: ${worker} workers and ${brokers} brokers killed, ${problems.length} problems.`);
    } while (
      counts.worker + counts.broker < kills &&
      problems.length === 0 &&
      performance.now() - startedAt < mostSeconds * 1000
    );
    hasEnded = true;
    await killing;
    const readElsewhere = services.broker.calls.broker().read;
    const read = rounds * photos.length;
    return { problems, workerKills: counts.worker, brokerKills: counts.broker, rounds, readElsewhere, read };
  } finally {
    hasEnded = true;
    readings.close();
    await services.close();
    await Promise.all(workers.map((worker) => worker.kill()));
    await server.kill();
  }
}

async function readAlone(library: string, paths: readonly string[]): Promise<Map<string, string[]>> {
  const services = await openServices({ library, announce: () => undefined });
  try {
    const { id } = await services.library.importPaths({ paths: [...paths], read: true }, () => undefined);
    await services.jobs.finished(id);
    return wordsOf(services);
  } finally {
    await services.close();
  }
}

/** The words of each photo with their places, readings and confidences, by name. */
function wordsOf({ library }: Services): Map<string, string[]> {
  const { photos } = library.calls.listPhotos({ offset: 0, limit: 500, status: null });
  return new Map(
    photos.map(({ id, name, status }) => {
      const { words } = library.calls.getPhoto({ photo: id });
      const texts = words.map(({ box, alternatives, position }) =>
        JSON.stringify([position, box, alternatives]),
      );
      return [name, status === 'read' ? texts : [status]];
    }),
  );
}

function differences(
  expected: ReadonlyMap<string, string[]>,
  found: ReadonlyMap<string, string[]>,
  where: string,
): string[] {
  return [...expected]
    .filter(([name, words]) => JSON.stringify(words) !== JSON.stringify(found.get(name)))
    .map(([name]) => `${where}: ${name} has other words than alone.`);
}

interface ReadingCounts {
  /** By path. */
  counts(): Map<string, number>;
  total(): number;
  close(): void;
}

/** Counts in the database itself how often each photo gets a reading. */
function watchReadings(library: string): ReadingCounts {
  const db = new Sqlite(libraryPaths(library).database);
  db.exec(`CREATE TABLE reading_count (path TEXT NOT NULL) STRICT;
    CREATE TRIGGER reading_counted AFTER UPDATE OF read_at ON photo BEGIN
      INSERT INTO reading_count VALUES (new.path);
    END`);
  return {
    counts() {
      const rows = db.prepare('SELECT path, count(*) AS times FROM reading_count GROUP BY path').all() as {
        path: string;
        times: number;
      }[];
      return new Map(rows.map(({ path, times }) => [path, times]));
    },
    total: () => (db.prepare('SELECT count(*) AS total FROM reading_count').get() as { total: number }).total,
    close: () => {
      db.close();
    },
  };
}

async function until(isSo: () => boolean, seconds: number): Promise<void> {
  for (let waited = 0; !isSo(); waited += 0.05) {
    if (waited > seconds) throw new Error(`Waited ${seconds} s for nothing.`);
    await setTimeout(50);
  }
}

async function within<Value>(promise: Promise<Value>, seconds: number): Promise<Value | null> {
  const late = new AbortController();
  const timer = setTimeout(seconds * 1000, null, { signal: late.signal }).catch(() => null);
  try {
    return await Promise.race([promise, timer]);
  } finally {
    late.abort();
  }
}
