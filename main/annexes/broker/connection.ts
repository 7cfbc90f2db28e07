import { setTimeout } from 'node:timers/promises';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { Objm, setSha256Backend } from '@nats-io/obj';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import type { BrokerAddress } from '../../../shared/contract/broker.ts';
import type { InkdexError } from '../../../shared/result.ts';
import { shownAddress } from './address.ts';
import { connectionOptions } from './options.ts';
import { brokerProblem } from './problems.ts';

/** The work queue: a message for each photo that is to be read, and none twice. */
export const tasks = 'INKDEX_TASKS';
/** What workers say of tasks, until it is in the library. */
export const results = 'INKDEX_RESULTS';
export const photoBucket = 'inkdex-photos';
const modelBucket = 'inkdex-models';
/** The consumer that all workers share. */
export const readers = 'readers';

export const taskSubject = (library: string, key: string): string => `inkdex.task.${library}.${key}`;
export const resultSubject = (library: string, key: string): string => `inkdex.result.${library}.${key}`;

/** After this time without a sign of life a task is given to another worker, in milliseconds. */
const ackWaitMs = 30_000;
/** How long results and photos stay that are not fetched, in milliseconds. */
const keptMs = 7 * 86_400_000;
const requestMs = 5000;

/** An open connection to a broker with everything that Inkdex keeps there. */
export type Broker = Awaited<ReturnType<typeof openBroker>>;

setSha256Backend('native');

/**
 * Creates what is missing at a broker: streams, the consumer of the workers, and object stores.
 *
 * @param wait for a sign of life, in milliseconds, if the consumer is created
 */
export async function openBroker(nc: NatsConnection, wait = ackWaitMs) {
  const js = jetstream(nc, { timeout: requestMs });
  const jsm = await jetstreamManager(nc, { timeout: requestMs });
  await ensureStream(jsm, {
    name: tasks,
    subjects: ['inkdex.task.*.*'],
    retention: RetentionPolicy.Workqueue,
    max_msgs_per_subject: 1,
    discard: DiscardPolicy.New,
    discard_new_per_subject: true,
  });
  await ensureStream(jsm, {
    name: results,
    subjects: ['inkdex.result.*.*'],
    max_msgs_per_subject: 1,
    max_age: nanos(keptMs),
  });
  const consumer = await jsm.consumers.add(tasks, {
    durable_name: readers,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(await waitOf(jsm, wait)),
    max_deliver: -1,
    max_ack_pending: 20_000,
    max_waiting: 4096,
  });
  const objects = new Objm(js);
  const stored = { storage: StorageType.File, ttl: nanos(keptMs) };
  return {
    nc,
    js,
    jsm,
    photos: await objects.create(photoBucket, { ...stored }),
    models: await objects.create(modelBucket, { storage: StorageType.File }),
    /** How long a worker may keep a task without a sign of life, in milliseconds. */
    ackWaitMs: (consumer.config.ack_wait ?? nanos(wait)) / 1e6,
  };
}

/** The wait of the consumer that is there already, or the given one. */
async function waitOf(jsm: JetStreamManager, wait: number): Promise<number> {
  try {
    const { config } = await jsm.consumers.info(tasks, readers);
    return (config.ack_wait ?? nanos(wait)) / 1e6;
  } catch (thrown) {
    if (thrown instanceof JetStreamApiError) return wait;
    throw thrown;
  }
}

async function ensureStream(
  jsm: JetStreamManager,
  config: Partial<StreamConfig> & Pick<StreamConfig, 'name'>,
): Promise<void> {
  try {
    await jsm.streams.info(config.name);
  } catch (thrown) {
    if (!(thrown instanceof JetStreamApiError)) throw thrown;
    await jsm.streams.add({ storage: StorageType.File, ...config });
  }
}

/** Told when the broker can be used, and when it cannot any more or not yet. */
export interface ConnectionListener {
  readonly up: (broker: Broker) => void;
  readonly down: (problem: InkdexError) => void;
}

export type KeptConnection = ReturnType<typeof keepConnected>;

/** Longest pause between two attempts to connect. */
const mostPauseMs = 2000;

/**
 * Connects to a broker, and again after each loss.
 *
 * @throws InkdexError `bad-arguments` for an address that is none
 */
export function keepConnected(address: BrokerAddress, listener: ConnectionListener) {
  const shown = shownAddress(address.address);
  const closing = new AbortController();
  const isClosing = (): boolean => closing.signal.aborted;
  let current: NatsConnection | undefined;

  async function useOnce(): Promise<unknown> {
    const nc = await connect(connectionOptions(address));
    current = nc;
    try {
      if (isClosing()) return undefined;
      const broker = await openBroker(nc);
      listener.up(broker);
      return (await nc.closed()) ?? new Error('the connection has ended');
    } finally {
      await nc.close().catch(() => undefined);
    }
  }

  async function run(): Promise<void> {
    let pause = 100;
    while (!isClosing()) {
      const startedAt = performance.now();
      const thrown = await useOnce().catch((error: unknown) => error);
      if (isClosing()) return;
      listener.down(brokerProblem(shown, thrown));
      pause = performance.now() - startedAt > 10_000 ? 100 : Math.min(mostPauseMs, pause * 1.5);
      await setTimeout(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  }

  const ended = run();
  return {
    /** The address without secrets. */
    shown,
    /** Ends the connection, and waits until it has ended. */
    async close(): Promise<void> {
      closing.abort();
      await current?.close().catch(() => undefined);
      await ended;
    },
  };
}
