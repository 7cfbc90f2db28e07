import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { JetStreamApiError } from '@nats-io/jetstream';
import { readers, tasks, taskSubject, type Broker } from './connection.ts';
import { encodeMessage, type Task } from './messages.ts';
import { putObject } from './objects.ts';
import type { ObjectStore } from '@nats-io/obj';

/** A file on this machine and the SHA-256 that it must have. */
export interface NamedFile {
  readonly path: string;
  readonly sha256: string;
}

/** A file cannot be sent: it is missing, another one, or too large. The reader here says what is wrong with it. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

/** Larger files are read here: several of them are in memory at a time. */
const mostBytes = 128e6;

/**
 * Puts a file into an object store unless it is there.
 *
 * @throws NotSent; errors of the broker
 */
export async function putFile(store: ObjectStore, { path, sha256 }: NamedFile, again = false): Promise<void> {
  if (!again) {
    const there = await store.info(sha256);
    if (there !== null && !there.deleted) return;
  }
  const size = (await stat(path).catch(() => null))?.size ?? Infinity;
  const bytes = size > mostBytes ? null : await readFile(path).catch(() => null);
  if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new NotSent(`${path} is missing, too large, or another file.`);
  }
  await putObject(store, sha256, bytes);
}

/**
 * Puts a task into the queue unless it is there.
 *
 * @returns its number in the queue; null if it was there already
 */
export async function queueTask(
  { js }: Broker,
  library: string,
  key: string,
  task: Task,
): Promise<number | null> {
  try {
    return (await js.publish(taskSubject(library, key), encodeMessage(task))).seq;
  } catch (thrown) {
    if (thrown instanceof JetStreamApiError && /per subject/u.test(thrown.message)) return null;
    throw thrown;
  }
}

/** The number of tasks that no worker has begun. */
export async function countWaiting({ jsm }: Broker): Promise<number> {
  return (await jsm.consumers.info(tasks, readers)).num_pending;
}
