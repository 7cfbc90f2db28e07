import type { BrokerAddress } from '../../../shared/contract/broker.ts';
import { keepConnected, type Broker } from './connection.ts';
import { InkdexError } from '../../../shared/result.ts';

/** A worker's connection to the broker, which may come and go. */
export type WorkerLink = ReturnType<typeof openWorkerLink>;

/** Told, for people, about the connection. */
interface LinkListener {
  readonly up: (shown: string) => void;
  /** Why there is no connection; it is tried again. */
  readonly down: (problem: InkdexError) => void;
}

/** Problems that do not go away by themselves, if there has never been a connection. */
const isLasting = ({ code }: InkdexError): boolean => code !== 'connection-lost' && code !== 'disk-full';

export function openWorkerLink(address: BrokerAddress, listener: LinkListener) {
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);
  let current: Broker | null = null;
  let wasUp = false;
  let waiting = Promise.withResolvers<Broker>();
  // It may be rejected while no code waits for it.
  waiting.promise.catch(() => undefined);
  const connection = keepConnected(address, {
    up(broker) {
      current = broker;
      wasUp = true;
      waiting.resolve(broker);
      listener.up(connection.shown);
    },
    down(problem) {
      if (current !== null) waiting = Promise.withResolvers<Broker>();
      current = null;
      if (isLasting(problem) && !wasUp) ended.reject(problem);
      else listener.down(problem);
    },
  });
  return {
    /** The address without secrets. */
    shown: connection.shown,
    /** The connection as soon as there is one. Rejects when the link is closed or given up. */
    broker: (): Promise<Broker> => Promise.race([waiting.promise, ended.promise]),
    /** The connection if there is one. */
    now: (): Broker | null => (current?.nc.isClosed() === true ? null : current),
    async close(): Promise<void> {
      ended.reject(new InkdexError('cancelled', 'The worker has stopped.'));
      await connection.close();
    },
  };
}
