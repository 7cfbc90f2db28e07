/** What a broker says of the consumer that all workers share. */
export interface ConsumerState {
  /** Requests of workers for a task that wait. */
  readonly num_waiting: number;
  /** Tasks that no worker has begun. */
  readonly num_pending: number;
  /** Number of the last delivery. */
  readonly delivered: { readonly consumer_seq: number };
}

/** So many times the waiting time of a task without a delivery, while workers wait, mean that it is not delivered. */
const patience = 4;

/**
 * Watches for tasks that a broker keeps and does not deliver again: nats-server 2.9 may lose its timer for them when it is
 * killed, so that they stay with workers that have ended.
 *
 * @param ackWaitMs how long a worker may keep a task without a sign of life
 * @returns whether tasks have stalled, by the state of the consumer and the time, both in milliseconds; true once, then
 *   again only after the same time
 */
export function createStallWatch(ackWaitMs: number): (state: ConsumerState, now: number) => boolean {
  let last = -1;
  let since = 0;
  return ({ num_waiting, num_pending, delivered }, now) => {
    const isIdle = num_waiting > 0 && num_pending === 0;
    if (!isIdle || delivered.consumer_seq !== last) {
      last = isIdle ? delivered.consumer_seq : -1;
      since = now;
      return false;
    }
    if (now - since < patience * ackWaitMs) return false;
    since = now;
    return true;
  };
}
