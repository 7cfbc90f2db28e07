import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import type { BrokerAddress } from '../../../shared/contract/broker.ts';
import type { ReadingEngineName } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import { Unanswered, type Reader } from '../../workers/client.ts';
import { readers, resultSubject, tasks, type Broker } from './connection.ts';
import { decodeMessage, encodeMessage, taskSchema, type Outcome, type Task } from './messages.ts';
import { getObject, mostFileBytes, removePhoto } from './objects.ts';
import { brokerProblem, isFull } from './problems.ts';
import type { WorkerFolder } from './workerFolder.ts';
import { openWorkerLink, type WorkerLink } from './workerLink.ts';
import type { createWorkerModels } from './workerModels.ts';
import { holdTask, type HeldTask } from './workerTask.ts';

/** Reads a photo; the tests and measurements of the broker do it without networks. */
export type ReadTask = (
  task: Task,
  files: { readonly path: string; readonly detector: string; readonly recogniser: string },
) => Promise<Outcome>;

export interface WorkerParts {
  readonly address: BrokerAddress;
  /** For photos while they are read. */
  readonly folder: WorkerFolder;
  readonly models: ReturnType<typeof createWorkerModels>;
  /** Of Inkdex. */
  readonly version: string;
  readonly read: ReadTask;
  /** Told what happens, for people. */
  readonly note: (line: string) => void;
  /** Aborted to stop the worker: it finishes its photo, and gives the next one back. */
  readonly giveUp: AbortController;
}

/**
 * After so many deliveries a task is not tried any more. The photo need not be to blame: a worker that ends, and a broker that
 * starts anew, count for each task that they hold. So it is read where the library is, in a process that may end.
 */
const mostDeliveries = 10;
const unfinished = `${mostDeliveries} times a worker was given a photo and did not finish it. The photo is read here.`;
/** How long one request for a task waits at the broker, in milliseconds. */
const requestMs = 2000;
/** How long a worker that stops waits for a broker that is away, in milliseconds. */
const graceMs = 8000;
/** Pause after an error of the broker, in milliseconds. */
const pauseMs = 500;

/** A task with what it needs, or what is to be said of it. */
interface Prepared {
  readonly held: HeldTask;
  readonly work: () => Promise<Outcome>;
}

/**
 * Reads photos of any number of libraries until it is stopped.
 *
 * @throws InkdexError when the broker refuses this worker, or this machine cannot read: its disk is full, or its reader
 *   does not start
 */
export async function runWorker(parts: WorkerParts): Promise<void> {
  const { signal } = parts.giveUp;
  const note = withoutRepeats(parts.note);
  const link = openWorkerLink(parts.address, {
    up: (shown) => {
      note(`Connected to the broker at ${shown}.`);
    },
    down: (problem) => {
      note(`${problem.message} Trying again.`);
    },
  });
  const stop = (): void => void setTimeout(graceMs, undefined, { ref: false }).then(() => link.close());
  signal.addEventListener('abort', stop, { once: true });
  let next: Promise<Prepared | null> = nextTask({ ...parts, note }, link);
  try {
    const isStopped = (): boolean => signal.aborted;
    for (let now = await next; now !== null && !isStopped(); now = await next) {
      // The next photo is fetched while this one is read.
      next = nextTask({ ...parts, note }, link);
      next.catch(() => undefined);
      await answer(now, link, note);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    parts.giveUp.abort();
    // Of an answered task, this changes nothing.
    await (await next.catch(() => null))?.held.giveBack();
    await link.close();
  }
}

/** Passes on a line unless it is the last one again: a broker may be away for days. */
function withoutRepeats(note: (line: string) => void): (line: string) => void {
  let last = '';
  return (line) => {
    if (line !== last) note(line);
    last = line;
  };
}

/** The next task, ready to be read; null when the worker stops. */
async function nextTask(parts: WorkerParts, link: WorkerLink): Promise<Prepared | null> {
  const { signal } = parts.giveUp;
  const isStopped = (): boolean => signal.aborted;
  while (!isStopped()) {
    const held = await askForTask(link, signal);
    if (held === null) continue;
    try {
      const work = await prepare(held, parts, link);
      if (work !== null && !isStopped()) return { held, work };
      await held.giveBack();
    } catch (thrown) {
      await held.giveBack();
      throw thrown;
    }
  }
  return null;
}

async function askForTask(link: WorkerLink, signal: AbortSignal): Promise<HeldTask | null> {
  const broker = await orAborted(link.broker(), signal);
  if (broker === null) return null;
  try {
    const consumer = await broker.js.consumers.get(tasks, readers);
    const messages = await consumer.fetch({ max_messages: 1, expires: requestMs });
    const stop = (): void => {
      messages.stop();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const message of messages) return holdTask(message, broker, link);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  } catch {
    // The connection has ended, or the broker has lost its queue: it is opened, and made, again.
    await broker.nc.close();
    await setTimeout(pauseMs);
  }
  return null;
}

async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | null> {
  const aborted = Promise.withResolvers<null>();
  const abort = (): void => {
    aborted.resolve(null);
  };
  if (signal.aborted) return null;
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

let lastFile = 0;

/** Fetches what a task needs. The returned function reads it, or says why it cannot be read; null: the worker stops. */
async function prepare(
  held: HeldTask,
  { models, folder, version, read, note, giveUp }: WorkerParts,
  link: WorkerLink,
): Promise<(() => Promise<Outcome>) | null> {
  const say = (outcome: Outcome) => () => Promise.resolve(outcome);
  let task: Task;
  try {
    task = decodeMessage(taskSchema, held.data);
  } catch (thrown) {
    const { message } = thrown instanceof InkdexError ? thrown : new InkdexError('internal', String(thrown));
    note(message);
    return say({ kind: 'refused', message });
  }
  if (task.version !== version) {
    const message =
      `A worker is Inkdex ${version}, and the library Inkdex ${task.version}: they may read other words. ` +
      'Install the same version on all machines.';
    note(message);
    return say({ kind: 'refused', message });
  }
  if (held.deliveries > mostDeliveries) return say({ kind: 'refused', message: unfinished });
  const lack = (sha256: string, what: string) => {
    note(`The ${what} ${sha256.slice(0, 12)} is not whole in the object store. The library is asked for it.`);
    return say({ kind: 'wanted', sha256 });
  };
  for (;;) {
    const broker = await orAborted(link.broker(), giveUp.signal);
    if (broker === null) return null;
    try {
      const detector = await models.find(broker, task.detector);
      if (detector === null) return lack(task.detector, 'detector');
      const recogniser = await models.find(broker, task.recogniser);
      if (recogniser === null) return lack(task.recogniser, 'recogniser');
      const bytes = await getObject(broker.photos, task.photo, mostFileBytes);
      if (bytes === null) return lack(task.photo, 'photo');
      const path = join(folder.path, `${task.photo}-${(lastFile += 1)}`);
      await writeWhole(path, [bytes], { isFlushed: false });
      return async () => {
        try {
          return await read(task, { path, detector, recogniser });
        } finally {
          await rm(path, { force: true });
        }
      };
    } catch (thrown) {
      if (thrown instanceof InkdexError) throw thrown;
      if (link.now() === broker) await broker.nc.close();
    }
  }
}

/** Reads a task and says what became of it, however often the connection ends meanwhile. */
async function answer(
  { held, work }: Prepared,
  link: WorkerLink,
  note: (line: string) => void,
): Promise<void> {
  let outcome: Outcome;
  try {
    outcome = await work();
  } catch (thrown) {
    await held.giveBack();
    throw thrown;
  }
  const data = encodeMessage(outcome);
  for (;;) {
    const broker = await link.broker();
    try {
      // What a worker wants is sent with the task again, which must not be in the queue then.
      if (outcome.kind === 'wanted') await held.done();
      await publish(broker, held, data);
      if (outcome.kind !== 'wanted') await held.done();
      return;
    } catch (thrown) {
      note(brokerProblem(link.shown, thrown).message);
      if (isFull(thrown)) await makeSpace(broker, held);
      await setTimeout(pauseMs);
    }
  }
}

async function publish(
  { js, nc, photos }: Broker,
  { library, key }: HeldTask,
  data: Uint8Array,
): Promise<void> {
  const subject = resultSubject(library, key);
  const most = (nc.info?.max_payload ?? 1_048_576) - 4096;
  if (data.length <= most) {
    await js.publish(subject, data);
    return;
  }
  const sha256 = createHash('sha256').update(data).digest('hex');
  await photos.putBlob({ name: sha256 }, data);
  await js.publish(subject, encodeMessage({ kind: 'stored', sha256 }));
}

/** The photo is read: its space is for the reading. */
async function makeSpace(broker: Broker, { data }: HeldTask): Promise<void> {
  await removePhoto(broker, decodeMessage(taskSchema, data).photo).catch(() => undefined);
}

/** Codes of errors for which the photo is not to blame: another worker may read it. */
const ownProblems = new Set<InkdexError['code']>([
  'disk-full',
  'permission-denied',
  'file-missing',
  'file-unreadable',
  'library-busy',
  'cancelled',
]);
/** A model that is whole, but not for this version of Inkdex. */
const modelProblems = new Set<InkdexError['code']>(['model-damaged', 'model-unknown', 'engine-unavailable']);

/** Reads tasks with a reader process, as a library reads its photos on its own machine. */
export function readTasksWith(reader: Reader, engine: ReadingEngineName): ReadTask {
  return async ({ photo, turn, findRotation, language, typed, alternatives, fast }, files) => {
    const args = { ...files, sha256: photo, turn, findRotation, language, typed, alternatives, fast, engine };
    const read = async (alone: boolean): Promise<Outcome> => {
      const { gpuProblem: _, ...reading } = await reader.call('read', args, { alone });
      return { kind: 'read', reading };
    };
    try {
      // A photo whose process ended is tried once more, in one of its own.
      return await read(false).catch((thrown: unknown) => {
        if (thrown instanceof Unanswered) return read(true);
        throw thrown;
      });
    } catch (thrown) {
      if (!(thrown instanceof InkdexError) || ownProblems.has(thrown.code)) throw thrown;
      if (modelProblems.has(thrown.code)) return { kind: 'refused', message: thrown.message };
      return { kind: 'failed', error: { code: thrown.code, message: thrown.message } };
    }
  };
}
