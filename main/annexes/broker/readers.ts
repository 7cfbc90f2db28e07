import type { PageReading } from '../../../shared/contract/word.ts';
import { failureOf, InkdexError } from '../../../shared/result.ts';
import { TakenBack } from '../../jobs/steps.ts';
import { readers, tasks, type Broker, type ConnectionListener } from './connection.ts';
import { KeptOutcomes } from './keptOutcomes.ts';
import { keyOf, type Outcome, type Task } from './messages.ts';
import { removePhoto } from './objects.ts';
import { followOutcomes, outcomeOf, type Delivered } from './outcomes.ts';
import { brokerProblem, isFull } from './problems.ts';
import { NotSent, Sender, taskOf, type PhotoToRead } from './sending.ts';
import { createStallWatch } from './stalls.ts';
import { createTurns } from './turns.ts';

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
  /** When it was last sent; 0: not yet. */
  sentAt: number;
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
/** How often tasks are checked that nothing was heard of, in milliseconds. */
const auditMs = 10_000;

/**
 * The workers of a broker, as the library sees them. The broker and the workers may come and go. The way of a photo:
 *
 * 1. `main/jobs/itemsElsewhere.ts` hands out further items of a reading job, beside the one that is read here. Each is performed
 *    like one here (`performItem.ts`); only the reading itself comes from here.
 * 2. `sending.ts` puts photo and models into object stores by SHA-256, and a task into the work queue: one message for each
 *    subject, so that sending again never queues twice. The key of a task is the hash of all that its reading depends on.
 * 3. A worker (`worker.ts`) takes the task, fetches what it needs, checks every SHA-256, and reads with its reader process. A
 *    task without a sign of life for 30 seconds goes to another worker. A worker asks the library for missing files.
 * 4. It publishes the outcome, then acknowledges the task. A task that was not finished in ten tries is refused, so that the
 *    library's own reader says whether the photo can be read.
 * 5. The library commits the outcome with the item of the job, then deletes outcome and photo at the broker. Outcomes that
 *    arrive while it is closed are taken at the next start (`keptOutcomes.ts`).
 * 6. Without a broker, on an error, or without space there, items come back (`TakenBack`) and are read here. Each connection,
 *    and a check every ten seconds, creates what the broker lacks and sends again what is outstanding.
 */
export class RemoteReaders implements ConnectionListener {
  readonly #parts: RemoteReadersParts;
  readonly #outstanding = new Map<string, Outstanding>();
  readonly #kept = new KeptOutcomes();
  readonly #inTurn = createTurns(mostSending);
  readonly #audit: NodeJS.Timeout;
  #sender: Sender | null = null;
  #haveStalled = createStallWatch(0);
  #isCaughtUp = false;
  #downSince = performance.now();
  #pausedUntil = 0;
  #problem: string | null = null;
  #read = 0;
  #isLeaving = false;
  #isGivingBack = false;

  constructor(parts: RemoteReadersParts) {
    this.#parts = parts;
    this.#audit = setInterval(() => {
      this.#sendAll(performance.now() - auditMs);
      void this.#sendStalled().catch(() => undefined);
    }, auditMs).unref();
  }

  /** The broker can be used from now on. */
  up = (broker: Broker): void => {
    const sender = new Sender(broker, this.#parts.library);
    this.#sender = sender;
    this.#haveStalled = createStallWatch(broker.ackWaitMs);
    this.#isCaughtUp = false;
    this.#kept.use(broker);
    const caughtUp = (): void => {
      if (this.#sender !== sender) return;
      this.#isCaughtUp = true;
      this.#pausedUntil = 0;
      this.#problem = null;
      this.#sendAll(Infinity);
      this.#changed();
    };
    const deliver = (delivered: Delivered): void => void this.#deliver(broker, delivered);
    followOutcomes(broker, this.#parts.library, deliver, caughtUp).catch(() => broker.nc.close());
  };

  /** The broker cannot be used any more, or not yet. */
  down = (why: InkdexError): void => {
    if (this.#sender !== null) this.#downSince = performance.now();
    this.#sender = null;
    this.#isCaughtUp = false;
    this.#kept.use(null);
    this.#problem = why.message;
    this.#changed();
  };

  /** How many photos may be at the broker and its workers. */
  capacity(): number {
    const isReady = this.#sender !== null && this.#isCaughtUp && !this.#isLeaving;
    return isReady && performance.now() >= this.#pausedUntil ? mostAway : 0;
  }

  state() {
    const isConnected = this.#sender !== null && this.#isCaughtUp;
    return { isConnected, away: this.#outstanding.size, read: this.#read, problem: this.#problem };
  }

  /** @throws TakenBack when it is to be read here; InkdexError why it cannot be read; the reason of `signal` */
  async read(photo: PhotoToRead, signal: AbortSignal): Promise<Arrived> {
    const task = taskOf(photo);
    const key = keyOf(task);
    if (this.#outstanding.has(key)) throw new TakenBack('It is being read already.', { forGood: true });
    const { promise, resolve, reject } = Promise.withResolvers<Arrived>();
    const since = performance.now();
    const counts = { seq: null, sentAt: 0, wanted: 0, failures: 0 };
    const each: Outstanding = { key, task, photo, resolve, reject, since, ...counts };
    this.#outstanding.set(key, each);
    this.#kept.expect(key);
    const abort = (): void => {
      if (this.#settle(each)) this.#withdraw(each);
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    void this.#inTurn(async () => {
      if (!(await this.#claim(each))) await this.#send(each);
    });
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** When there is no more to read here: takes back one that no worker has begun, the last first, or whose worker is gone. */
  async giveBack(): Promise<void> {
    const now = performance.now();
    const all = [...this.#outstanding.values()];
    const [first, last] = [all.at(0), all.at(-1)];
    if (this.#isGivingBack || first === undefined || last === undefined) return;
    if (this.#sender === null) {
      if (now - this.#downSince > awayMs) this.#takeBack(first, 'The broker is away.');
      return;
    }
    if (now - first.since > stuckMs) this.#takeBack(first, 'No worker reads it.');
    if (now - last.since < pauseMs) return;
    this.#isGivingBack = true;
    const waiting = await countWaiting(this.#sender.broker).catch(() => 0);
    this.#isGivingBack = false;
    if (waiting > 0) this.#takeBack(last, 'It is read sooner here.');
  }

  /** The broker is not used any more: all photos come back. */
  retire(): void {
    const all = [...this.#outstanding.values()];
    for (const each of all) this.#withdraw(each);
    this.leave();
    for (const each of all) this.#takeBack(each, 'This broker is not used any more.', false);
  }

  /** The process ends: tasks stay in the queue, and their readings are taken at the next start. */
  leave(): void {
    this.#isLeaving = true;
    clearInterval(this.#audit);
  }

  #changed(): void {
    this.#parts.onState();
    this.#parts.onCapacity();
  }

  #tell(problem: string | null): void {
    if (this.#problem === problem) return;
    this.#problem = problem;
    this.#parts.onState();
  }

  /** Returns false if it was settled before. */
  #settle(each: Outstanding): boolean {
    if (this.#outstanding.get(each.key) !== each) return false;
    this.#outstanding.delete(each.key);
    this.#parts.onState();
    return true;
  }

  #takeBack(each: Outstanding, why: string, forGood = true): void {
    if (!this.#settle(each)) return;
    this.#withdraw(each);
    each.reject(new TakenBack(why, { forGood }));
  }

  /** Removes a task from the queue, so that no worker begins it. */
  #withdraw({ seq }: Outstanding): void {
    if (seq === null || this.#isLeaving) return;
    void this.#sender?.broker.jsm.streams.deleteMessage(tasks, seq, false).catch(() => undefined);
  }

  /** Sends again what was last sent before a time. */
  #sendAll(before: number): void {
    for (const each of this.#outstanding.values()) {
      if (each.sentAt < before) void this.#inTurn(() => this.#send(each));
    }
  }

  /** Puts all tasks into the queue again that the broker keeps and does not deliver. */
  async #sendStalled(): Promise<void> {
    const sender = this.#sender;
    if (sender === null || this.#outstanding.size === 0) return;
    const state = await sender.broker.jsm.consumers.info(tasks, readers);
    if (!this.#haveStalled(state, performance.now())) return;
    for (const each of this.#outstanding.values()) {
      if (each.sentAt > 0) each.seq = await sender.queueAgain(each.key, each.task);
    }
  }

  /** Sends what a task needs, and the task. What is there already is left. */
  async #send(each: Outstanding, again: string | null = null): Promise<void> {
    const sender = this.#sender;
    const isWaiting = (): boolean => this.#outstanding.get(each.key) === each;
    if (sender === null || !isWaiting()) return;
    try {
      await sender.putFiles(each.photo, again);
      if (!isWaiting()) return;
      each.seq = (await sender.queue(each.key, each.task)) ?? each.seq;
      each.sentAt = performance.now();
      this.#tell(null);
    } catch (thrown) {
      if (thrown instanceof NotSent) this.#takeBack(each, thrown.message);
      else if (sender === this.#sender) this.#failed(each, sender, thrown);
    }
  }

  #failed(each: Outstanding, { broker }: Sender, thrown: unknown): void {
    const { shown, onCapacity } = this.#parts;
    this.#pausedUntil = performance.now() + pauseMs;
    setTimeout(onCapacity, pauseMs + 1).unref();
    this.#tell(brokerProblem(shown, thrown).message);
    each.failures += 1;
    // A full broker is asked again later. Whoever opens one again creates what it has lost.
    if (isFull(thrown)) this.#takeBack(each, 'The broker is full.', false);
    else void broker.nc.close();
    if (each.failures > mostFailures) this.#takeBack(each, 'It cannot be sent.');
  }

  async #deliver(from: Broker, { key, seq, data }: Delivered): Promise<void> {
    if (!this.#kept.arrived(key, seq)) return;
    const each = this.#outstanding.get(key);
    if (each === undefined) return;
    try {
      this.#accept(each, await outcomeOf(from, data));
    } catch (thrown) {
      this.#refuse(each, failureOf(thrown).message);
    }
  }

  /** A reading of an earlier run, if there is one at the broker. */
  async #claim(each: Outstanding): Promise<boolean> {
    const outcome = await this.#kept.find(each.key);
    if (outcome?.kind !== 'read') return false;
    this.#accept(each, outcome);
    return true;
  }

  #accept(each: Outstanding, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'read': {
        const { reading } = outcome;
        requireModels(each.task, reading);
        if (!this.#settle(each)) return;
        this.#read += 1;
        const release = (): void => {
          this.#release(each);
        };
        each.resolve({ reading, release });
        return;
      }
      case 'failed':
        this.#kept.remove(each.key);
        if (this.#settle(each)) each.reject(new InkdexError(outcome.error.code, outcome.error.message));
        return;
      case 'wanted':
        this.#kept.remove(each.key);
        this.#kept.expect(each.key);
        each.wanted += 1;
        if (each.wanted > mostWanted)
          this.#refuse(each, 'The workers do not get what they need to read a photo.');
        else void this.#inTurn(() => this.#send(each, outcome.sha256));
        return;
      case 'refused':
        this.#refuse(each, outcome.message);
        return;
      case 'stored':
        this.#refuse(each, 'A worker has sent a reading that leads to another one.');
    }
  }

  /** A worker cannot read it: people are told, and it is read here. */
  #refuse(each: Outstanding, message: string): void {
    this.#kept.remove(each.key);
    this.#tell(message);
    this.#takeBack(each, message);
  }

  /** The reading is in the library, so the broker no longer needs it. */
  #release({ key, task }: Outstanding): void {
    this.#kept.remove(key);
    const isUsed = [...this.#outstanding.values()].some(({ photo }) => photo.sha256 === task.photo);
    const broker = this.#sender?.broker;
    if (!isUsed && broker !== undefined) void removePhoto(broker, task.photo).catch(() => undefined);
  }
}

/** The number of tasks that no worker has begun. */
async function countWaiting({ jsm }: Broker): Promise<number> {
  return (await jsm.consumers.info(tasks, readers)).num_pending;
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
