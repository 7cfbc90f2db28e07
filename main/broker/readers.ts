import type { PageReading, TypedWord } from '../../shared/contract/word.ts';
import { failureOf, InkdexError } from '../../shared/result.ts';
import type { Rotation } from '../../shared/rotation.ts';
import { TakenBack } from '../jobs/steps.ts';
import { results, tasks, type Broker } from './connection.ts';
import { keyOf, type Outcome, type Task } from './messages.ts';
import { removePhoto } from './objects.ts';
import { followOutcomes, outcomeOf, type Delivered } from './outcomes.ts';
import { brokerProblem, isFull } from './problems.ts';
import { countWaiting, NotSent, putFile, queueTask, type NamedFile } from './sending.ts';
import { createTurns } from './turns.ts';

/** A photo to read elsewhere. */
export interface PhotoToRead extends NamedFile {
  readonly turn: Rotation;
  readonly findRotation: boolean;
  readonly typed: readonly TypedWord[];
  readonly alternatives: number;
  readonly detector: NamedFile;
  readonly recogniser: NamedFile;
}

/** A reading that has arrived. `release` forgets it at the broker: call it when the reading is in the library. */
export interface Arrived {
  readonly reading: PageReading;
  readonly release: () => void;
}

export interface RemoteReadersParts {
  /** Of the library: the same at each start. */
  readonly library: string;
  /** The address without secrets. */
  readonly shown: string;
  /** Called when the capacity has changed. */
  readonly onCapacity: () => void;
  /** Called when `state` has changed. */
  readonly onState: () => void;
}

interface Outstanding {
  readonly key: string;
  readonly task: Task;
  readonly photo: PhotoToRead;
  readonly resolve: (arrived: Arrived) => void;
  readonly reject: (thrown: unknown) => void;
  readonly since: number;
  /** Number of its task in the queue, if it is known. */
  seq: number | null;
  /** How often workers lacked a photo or a model. */
  wanted: number;
  /** How often it could not be sent. */
  failures: number;
}

/** Photos at the broker at the same time. Each worker holds two. */
const mostAway = 256;
/** Photos that are read from disk and sent at the same time. */
const mostSending = 8;
/** A worker that lacks something more often than this does not get it. */
const mostWanted = 5;
/** What cannot be sent more often than this is not sent. */
const mostFailures = 20;
/** After an error of the broker nothing is sent for this time, in milliseconds. */
const pauseMs = 5000;
/** Photos come back when the broker was away for this time, in milliseconds. */
const awayMs = 10_000;
/** Photos come back that no worker has read for this time, in milliseconds. */
const stuckMs = 300_000;
/** How often tasks are looked after, in milliseconds. */
const auditMs = 30_000;
/** How many readings are remembered that nobody waits for. */
const mostUnclaimed = 10_000;

export type RemoteReaders = ReturnType<typeof createRemoteReaders>;

/** The workers of a broker, as the library sees them. The broker and the workers may come and go. */
export function createRemoteReaders({ library, shown, onCapacity, onState }: RemoteReadersParts) {
  const outstanding = new Map<string, Outstanding>();
  /** Numbers of outcomes at the broker that nobody waits for: of an earlier run, or of a photo that was taken back. */
  const unclaimed = new Map<string, number>();
  /** Outcomes that are in the library, and are to be deleted at the broker. */
  const finished = new Set<string>();
  /** Models that are put into the object store, or were, since the last connection. */
  const models = new Map<string, Promise<void>>();
  const inTurn = createTurns(mostSending);
  let broker: Broker | null = null;
  let isCaughtUp = false;
  let downSince = performance.now();
  let pausedUntil = 0;
  let problem: string | null = null;
  let read = 0;
  let isLeaving = false;
  let isGivingBack = false;

  function tellProblem(message: string | null): void {
    if (problem === message) return;
    problem = message;
    onState();
  }

  /** Nothing is sent for a while. */
  function pause(thrown: unknown): void {
    pausedUntil = performance.now() + pauseMs;
    setTimeout(onCapacity, pauseMs + 1).unref();
    tellProblem(brokerProblem(shown, thrown).message);
  }

  function settle(each: Outstanding): boolean {
    if (outstanding.get(each.key) !== each) return false;
    outstanding.delete(each.key);
    onState();
    return true;
  }

  function takeBack(each: Outstanding, why: string, forGood = true): void {
    if (!settle(each)) return;
    withdraw(each);
    each.reject(new TakenBack(why, { forGood }));
  }

  /** Removes a task from the queue, so that nobody begins it any more. */
  function withdraw({ seq }: Outstanding): void {
    if (seq === null || isLeaving) return;
    void broker?.jsm.streams.deleteMessage(tasks, seq, false).catch(() => undefined);
  }

  /** Sends what a task needs, and the task. What is there already is left. */
  async function send(each: Outstanding, again: string | null = null): Promise<void> {
    const to = broker;
    if (to === null || outstanding.get(each.key) !== each) return;
    const { photo } = each;
    try {
      for (const model of [photo.detector, photo.recogniser]) await putModel(to, model, again);
      await putFile(to.photos, photo, again === photo.sha256);
      if (outstanding.get(each.key) !== each) return;
      each.seq = (await queueTask(to, library, each.key, each.task)) ?? each.seq;
      tellProblem(null);
    } catch (thrown) {
      if (thrown instanceof NotSent) takeBack(each, thrown.message);
      else if (to === broker) failed(each, to, thrown);
    }
  }

  async function putModel(to: Broker, model: NamedFile, again: string | null): Promise<void> {
    const { sha256 } = model;
    const put = again === sha256 ? undefined : models.get(sha256);
    const putting = put ?? putFile(to.models, model, again === sha256);
    models.set(sha256, putting);
    await putting.catch((thrown: unknown) => {
      models.delete(sha256);
      throw thrown;
    });
  }

  function failed(each: Outstanding, to: Broker, thrown: unknown): void {
    pause(thrown);
    each.failures += 1;
    if (each.failures > mostFailures) takeBack(each, 'It cannot be sent.');
    // Whoever opens the broker again creates what it has lost. A full one is left, and asked again later.
    if (isFull(thrown)) takeBack(each, 'The broker is full.', false);
    else void to.nc.close();
  }

  function sendAll(): void {
    for (const each of outstanding.values()) void inTurn(() => send(each));
  }

  function forget(key: string, sha256: string | null): void {
    const seq = unclaimed.get(key);
    unclaimed.delete(key);
    finished.add(key);
    const to = broker;
    if (to === null) return;
    const isUsed = [...outstanding.values()].some(({ photo }) => photo.sha256 === sha256);
    if (sha256 !== null && !isUsed) void removePhoto(to, sha256).catch(() => undefined);
    if (seq === undefined) return;
    to.jsm.streams.deleteMessage(results, seq, false).then(
      () => finished.delete(key),
      () => undefined,
    );
  }

  async function deliver(from: Broker, { key, seq, data }: Delivered): Promise<void> {
    unclaimed.set(key, seq);
    const each = outstanding.get(key);
    if (each === undefined) {
      if (finished.has(key)) forget(key, null);
      const [oldest] = unclaimed.keys();
      if (unclaimed.size > mostUnclaimed && oldest !== undefined) unclaimed.delete(oldest);
      return;
    }
    try {
      accept(each, await outcomeOf(from, data));
    } catch (thrown) {
      tellProblem(failureOf(thrown).message);
      forget(key, null);
      takeBack(each, failureOf(thrown).message);
    }
  }

  function accept(each: Outstanding, outcome: Outcome): void {
    const { key, task } = each;
    if (outcome.kind === 'read') {
      requireModels(task, outcome.reading);
      if (!settle(each)) return;
      read += 1;
      finished.delete(key);
      each.resolve({
        reading: outcome.reading,
        release: () => {
          forget(key, task.photo);
        },
      });
      return;
    }
    forget(key, null);
    finished.delete(key);
    if (outcome.kind === 'failed') {
      if (settle(each)) each.reject(new InkdexError(outcome.error.code, outcome.error.message));
    } else if (outcome.kind === 'wanted') {
      each.wanted += 1;
      if (each.wanted > mostWanted) takeBack(each, 'The workers do not get what they need to read it.');
      else void inTurn(() => send(each, outcome.sha256));
    } else {
      const message = outcome.kind === 'refused' ? outcome.message : 'A worker sent an unknown outcome.';
      tellProblem(message);
      takeBack(each, message);
    }
  }

  /** A reading of an earlier run, if there is one at the broker. */
  async function claim(each: Outstanding): Promise<boolean> {
    const from = broker;
    const seq = unclaimed.get(each.key);
    if (from === null || seq === undefined) return false;
    try {
      const found = await from.jsm.streams.getMessage(results, { seq });
      const outcome = found === null ? null : await outcomeOf(from, found.data);
      if (outcome?.kind === 'read') {
        accept(each, outcome);
        return true;
      }
      forget(each.key, null);
      finished.delete(each.key);
    } catch {
      // It is read again.
    }
    return false;
  }

  const audit = setInterval(sendAll, auditMs).unref();

  return {
    /** The broker can be used from now on. */
    up(opened: Broker): void {
      broker = opened;
      isCaughtUp = false;
      unclaimed.clear();
      models.clear();
      followOutcomes(
        opened,
        library,
        (delivered) => void deliver(opened, delivered),
        () => {
          if (broker !== opened) return;
          isCaughtUp = true;
          pausedUntil = 0;
          problem = null;
          sendAll();
          onState();
          onCapacity();
        },
      ).catch(() => opened.nc.close());
    },
    /** The broker cannot be used any more, or not yet. */
    down(why: InkdexError): void {
      if (broker !== null) downSince = performance.now();
      broker = null;
      isCaughtUp = false;
      problem = why.message;
      onState();
      onCapacity();
    },
    capacity(): number {
      return broker !== null && isCaughtUp && performance.now() >= pausedUntil && !isLeaving ? mostAway : 0;
    },
    state: () => ({ isConnected: broker !== null && isCaughtUp, away: outstanding.size, read, problem }),
    /** @throws TakenBack when it is to be read here; InkdexError why it cannot be read; the reason of `signal` */
    async read(photo: PhotoToRead, signal: AbortSignal): Promise<Arrived> {
      const task = taskOf(photo);
      const key = keyOf(task);
      if (outstanding.has(key)) throw new TakenBack('It is being read already.', { forGood: true });
      const { promise, resolve, reject } = Promise.withResolvers<Arrived>();
      const since = performance.now();
      const each: Outstanding = {
        key,
        task,
        photo,
        resolve,
        reject,
        since,
        seq: null,
        wanted: 0,
        failures: 0,
      };
      outstanding.set(key, each);
      const abort = (): void => {
        if (settle(each)) withdraw(each);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      void inTurn(async () => {
        if (!(await claim(each))) await send(each);
      });
      try {
        return await promise;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    /** Nothing is left to read here: takes back one that no worker has begun, the last first, or that nobody reads. */
    async giveBack(): Promise<void> {
      const now = performance.now();
      const [first, last] = [[...outstanding.values()].at(0), [...outstanding.values()].at(-1)];
      if (isGivingBack || first === undefined || last === undefined) return;
      if (broker === null) {
        if (now - downSince > awayMs) takeBack(first, 'The broker is away.');
        return;
      }
      if (now - first.since > stuckMs) takeBack(first, 'No worker reads it.');
      if (now - last.since < pauseMs) return;
      isGivingBack = true;
      const waiting = await countWaiting(broker).catch(() => 0);
      isGivingBack = false;
      if (waiting > 0) takeBack(last, 'It is read sooner here.');
    },
    /** The broker is not used any more. */
    takeAllBack(): void {
      for (const each of [...outstanding.values()]) takeBack(each, 'Another broker is used.', false);
    },
    /** The process ends: tasks stay in the queue, and their readings are taken at the next start. */
    leave(): void {
      isLeaving = true;
      clearInterval(audit);
    },
  };
}

function taskOf(photo: PhotoToRead): Task {
  const { turn, findRotation, typed, alternatives, detector, recogniser } = photo;
  return {
    format: 1,
    photo: photo.sha256,
    turn,
    findRotation,
    typed: [...typed],
    alternatives,
    detector: detector.sha256,
    recogniser: recogniser.sha256,
  };
}

/** @throws InkdexError `data-invalid` for a reading by other models than the task names */
function requireModels(task: Task, { detector, recogniser }: PageReading): void {
  if (detector === task.detector && recogniser === task.recogniser) return;
  throw new InkdexError(
    'data-invalid',
    `A worker has read with the models ${detector.slice(0, 8)} and ${recogniser.slice(0, 8)}; expected ` +
      `${task.detector.slice(0, 8)} and ${task.recogniser.slice(0, 8)}. Start it again, with the same version of Inkdex.`,
  );
}
