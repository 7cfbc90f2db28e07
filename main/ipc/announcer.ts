import type { Announce, EventName, EventPayload } from '../../shared/contract/contract.ts';

/** Receives every event of the main process for one window. */
export type EventListener = (name: EventName, payload: EventPayload<EventName>) => void;

export interface Announcer {
  readonly announce: Announce;
  /** Returns a function that ends the subscription. */
  readonly subscribe: (listener: EventListener) => () => void;
}

/** Sends the events of the main process to every window. */
export function createAnnouncer(): Announcer {
  const listeners = new Set<EventListener>();
  return {
    announce(name, payload) {
      for (const listener of [...listeners]) listener(name, payload);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
