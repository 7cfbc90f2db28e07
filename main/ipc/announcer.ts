import type { Announce, EventName, EventPayload } from '../../shared/contract/contract.ts';

/** Hears every event of the house, on behalf of one window. */
export type EventListener = (name: EventName, payload: EventPayload<EventName>) => void;

export interface Announcer {
  readonly announce: Announce;
  /** Returns what ends the subscription. */
  readonly subscribe: (listener: EventListener) => () => void;
}

/** Passes what the house announces to every window that listens. */
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
