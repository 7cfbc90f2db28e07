import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { JetStreamApiError } from '@nats-io/jetstream';
import type { ObjectStore } from '@nats-io/obj';
import type { TypedWord } from '../../../shared/contract/word.ts';
import { tasks, taskSubject, type Broker } from './connection.ts';
import { encodeMessage, type Task } from './messages.ts';

/** A file on this machine and the SHA-256 that it must have. */
export interface NamedFile {
  readonly path: string;
  readonly sha256: string;
}

/** A photo to read elsewhere. */
export interface PhotoToRead
  extends NamedFile, Omit<Task, 'format' | 'photo' | 'typed' | 'detector' | 'recogniser'> {
  readonly typed: readonly TypedWord[];
  readonly detector: NamedFile;
  readonly recogniser: NamedFile;
}

export function taskOf(photo: PhotoToRead): Task {
  const { version, turn, findRotation, language, typed, alternatives, fast, detector, recogniser } = photo;
  return {
    format: 1,
    version,
    photo: photo.sha256,
    turn,
    findRotation,
    language,
    typed: [...typed],
    alternatives,
    fast,
    detector: detector.sha256,
    recogniser: recogniser.sha256,
  };
}

/** A file cannot be sent: it is missing, another one, or too large. The reader here says what is wrong with it. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

/** Larger files are read here: several of them are in memory at a time. */
const mostBytes = 128e6;

/** Sends photos to one broker, over one connection. */
export class Sender {
  readonly broker: Broker;
  readonly #library: string;
  /** Models that are there, or on the way, by SHA-256. */
  readonly #models = new Map<string, Promise<void>>();

  /** @param library names it at the broker */
  constructor(broker: Broker, library: string) {
    this.broker = broker;
    this.#library = library;
  }

  /**
   * Puts a photo and its models into the object stores unless they are there.
   *
   * @param again SHA-256 of a file that a worker did not find whole, and that is put there again
   * @throws NotSent; errors of the broker
   */
  async putFiles(photo: PhotoToRead, again: string | null): Promise<void> {
    for (const model of [photo.detector, photo.recogniser]) await this.#putModel(model, again);
    await putFile(this.broker.photos, photo, again === photo.sha256);
  }

  /**
   * Puts a task into the queue unless it is there.
   *
   * @returns its number in the queue; null if it was there already
   */
  async queue(key: string, task: Task): Promise<number | null> {
    try {
      return (await this.broker.js.publish(taskSubject(this.#library, key), encodeMessage(task))).seq;
    } catch (thrown) {
      if (thrown instanceof JetStreamApiError && thrown.message.includes('per subject')) return null;
      throw thrown;
    }
  }

  /** Puts a task into the queue that is there, and that the broker does not deliver. */
  async queueAgain(key: string, task: Task): Promise<number | null> {
    await this.broker.jsm.streams.purge(tasks, { filter: taskSubject(this.#library, key) });
    return await this.queue(key, task);
  }

  async #putModel(model: NamedFile, again: string | null): Promise<void> {
    const { sha256 } = model;
    const isAgain = again === sha256;
    const putting =
      (isAgain ? undefined : this.#models.get(sha256)) ?? putFile(this.broker.models, model, isAgain);
    this.#models.set(sha256, putting);
    await putting.catch((thrown: unknown) => {
      this.#models.delete(sha256);
      throw thrown;
    });
  }
}

async function putFile(store: ObjectStore, { path, sha256 }: NamedFile, isAgain: boolean): Promise<void> {
  if (!isAgain) {
    const there = await store.info(sha256);
    if (there !== null && !there.deleted) return;
  }
  const size = (await stat(path).catch(() => null))?.size ?? Infinity;
  const bytes = size > mostBytes ? null : await readFile(path).catch(() => null);
  if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new NotSent(`${path} is missing, too large, or another file.`);
  }
  await store.putBlob({ name: sha256 }, bytes);
}
