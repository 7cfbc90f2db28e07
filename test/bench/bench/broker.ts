import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { listSamples } from '../../../main/installation.ts';
import { openServices, type Services } from '../../../main/services.ts';
import { createWorkerProcess } from '../../broker/workerProcess.ts';
import { createNatsServer, hasNatsServer, type NatsServer } from '../../support/natsServer.ts';
import { print, printTable } from '../../../pretraining/printTable.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { treeProcessorMs } from './treeProcessorMs.ts';
import { startSleepingWorkers } from './sleepingWorkers.ts';

const realPhotos = unlessShort(24, 2);
const sleepers = unlessShort([4, 16, 64], [2]);
/** Photos for each sleeping worker. */
const eachSleeps = unlessShort(10, 2);
const limitPhotos = unlessShort(1000, 8);
/** The time of a photo that sleeping workers sleep: what reading takes on two cores, in milliseconds. */
const photoMs = unlessShort(600, 20);
/** What is wanted of a library, in photos per second. */
const wanted = 500;

const definitions = `
Photos: the sample photos, each with other bytes behind its end, so that all are new to the library; they are imported before.
photos/s: from the start of the reading job to its end, models loaded before. Workers read with one thread each; the library
and the broker run on the same machine, and with workers the library reads nothing itself. Sleeping workers do all that
\`inkdex worker\` does but read. processor s: of all processes together, for each photo with its import. library ms, broker ms:
time of the processor that the library's process and nats-server take for each photo, without its import.`;

/** How many photos a second workers read for one library, and how many a library can send and store. */
export async function benchBroker(): Promise<void> {
  if (!hasNatsServer) {
    print('nats-server is not installed. On Debian: apt-get install nats-server');
    return;
  }
  process.env.INKDEX_THREADS = '1';
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-bench-broker-'));
  const server = await createNatsServer(folder);
  await server.start();
  try {
    await benchReal(folder, server);
    await benchSleeping(folder, server);
    print(definitions);
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchReal(folder: string, server: NatsServer): Promise<void> {
  const rows: string[][] = [];
  let alone = 0;
  for (const count of [0, 1, 2]) {
    const own = join(folder, `real-${count}`);
    const workers = Array.from({ length: count }, (_, index) =>
      createWorkerProcess(server.address, join(own, `worker-${index}`)),
    );
    for (const worker of workers) worker.start();
    const { services, close } = await openWith(own, count === 0 ? null : server.address);
    // The first photos load the models of each reader.
    await readNew(services, writeCopies(join(own, 'first'), 4 * Math.max(1, count)));
    const used = treeProcessorMs();
    const { perSecond } = await readNew(services, writeCopies(join(own, 'photos'), realPhotos));
    const seconds = (treeProcessorMs() - used) / 1000 / realPhotos;
    if (count === 0) alone = perSecond;
    const name = count === 0 ? 'none: the library reads' : `${count}`;
    rows.push([name, perSecond.toFixed(2), (perSecond / alone).toFixed(2), seconds.toFixed(2)]);
    await close();
    for (const worker of workers) await worker.kill();
  }
  print(`\nReal workers, ${realPhotos} photos`);
  printTable(['workers', 'photos/s', 'times alone', 'processor s'], rows);
}

async function benchSleeping(folder: string, server: NatsServer): Promise<void> {
  const reading = join(folder, 'reading.json');
  await storeReading(reading);
  const rows: string[][] = [];
  const cases = [
    ...sleepers.map((count) => ({ count, ms: photoMs, photos: count * eachSleeps })),
    { count: 64, ms: 0, photos: limitPhotos },
  ];
  for (const { count, ms, photos } of cases) {
    const own = join(folder, `sleeping-${count}-${ms}`);
    const asked = { address: server.address, count, ms, reading, folder: join(own, 'workers') };
    mkdirSync(asked.folder, { recursive: true });
    const { services, close } = await openWith(own, server.address);
    const workers = await startSleepingWorkers(asked);
    const { perSecond, libraryMs, brokerMs } = await readNew(
      services,
      writeCopies(join(own, 'photos'), photos),
      server,
    );
    await workers.stop();
    await close();
    const ideal = ms === 0 ? '-' : ((count / ms) * 1000).toFixed(1);
    rows.push([
      `${count}`,
      `${ms} ms`,
      `${photos}`,
      ideal,
      perSecond.toFixed(1),
      libraryMs.toFixed(1),
      brokerMs.toFixed(1),
    ]);
    rmSync(own, { recursive: true, force: true });
  }
  print(`\nSleeping workers (wanted of the library: ${wanted} photos/s)`);
  const header = ['workers', 'a photo', 'photos', 'ideal photos/s', 'photos/s', 'library ms', 'broker ms'];
  printTable(header, rows);
}

/** The reading of a sample photo. */
async function storeReading(path: string): Promise<void> {
  const library = mkdtempSync(join(tmpdir(), 'inkdex-bench-reading-'));
  const services = await openServices({ library, announce: () => undefined });
  const [sample = ''] = listSamples().slice(2);
  writeFileSync(path, JSON.stringify(await services.reading.readFile(sample, { alternatives: 10 })));
  await services.close();
  rmSync(library, { recursive: true, force: true });
}

interface OpenLibrary {
  readonly services: Services;
  readonly close: () => Promise<void>;
}

/** A new library whose photos only workers read, or, without an address, only its own reader. */
async function openWith(folder: string, address: string | null): Promise<OpenLibrary> {
  mkdirSync(folder, { recursive: true });
  const broker =
    address === null ? undefined : { address, credentials: null, certificate: null, readsHere: false };
  const services = await openServices({
    library: join(folder, 'library'),
    announce: () => undefined,
    broker,
  });
  services.start();
  while (address !== null && !services.broker.calls.broker().isConnected) await setTimeout(20);
  return { services, close: () => services.close() };
}

interface Figures {
  readonly perSecond: number;
  /** Of the processor, for each photo. */
  readonly libraryMs: number;
  readonly brokerMs: number;
}

/** Imports photos, and measures how long they take to be read. */
async function readNew(services: Services, folder: string, server?: NatsServer): Promise<Figures> {
  const imported = await services.library.importPaths({ paths: [folder], read: false }, () => undefined);
  const { done } = await services.jobs.finished(imported.id);
  const used = process.cpuUsage();
  const brokerBefore = server?.processorMs() ?? 0;
  const start = performance.now();
  const job = services.reading.calls.readPhotos({ photos: [] });
  const ended = await services.jobs.finished(job.id);
  const seconds = (performance.now() - start) / 1000;
  if (ended.state !== 'done' || ended.failed > 0)
    throw new Error(`The photos were not read: ${JSON.stringify(ended)}`);
  const { user, system } = process.cpuUsage(used);
  const brokerMs = ((server?.processorMs() ?? 0) - brokerBefore) / done;
  return { perSecond: done / seconds, libraryMs: (user + system) / 1000 / done, brokerMs };
}

/** Writes copies of the sample photos that differ in the bytes behind their end, and gives their folder. */
function writeCopies(folder: string, count: number): string {
  mkdirSync(folder, { recursive: true });
  const samples = listSamples().map((path) => readFileSync(path));
  for (let index = 0; index < count; index += 1) {
    const sample = samples[index % samples.length] ?? Buffer.alloc(0);
    writeFileSync(join(folder, `${index}.jpg`), Buffer.concat([sample, randomBytes(16)]));
  }
  return folder;
}
