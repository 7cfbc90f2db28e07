import type { ConsumerMessages } from '@nats-io/jetstream';
import { resultSubject, results, type Broker } from './connection.ts';
import { decodeMessage, mostMessageBytes, outcomeSchema, type Outcome } from './messages.ts';
import { getObject } from './objects.ts';

/** A message of a worker. */
export interface Delivered {
  readonly key: string;
  readonly seq: number;
  readonly data: Uint8Array;
}

/**
 * Delivers all outcomes of a library's tasks that are at the broker, then each new one, until the connection ends.
 * Outcomes stay at the broker until they are deleted.
 *
 * @param onCaughtUp called once those that were there before have been delivered
 */
export async function followOutcomes(
  { js, nc }: Broker,
  library: string,
  onDelivered: (delivered: Delivered) => void,
  onCaughtUp: () => void,
): Promise<void> {
  const consumer = await js.consumers.get(results, { filter_subjects: resultSubject(library, '*') });
  let before = (await consumer.info()).num_pending;
  if (before === 0) onCaughtUp();
  const messages: ConsumerMessages = await consumer.consume({
    max_messages: 500,
    // How soon a request is made again that the broker has overlooked or lost, in milliseconds.
    expires: 2000,
    abort_on_missing_resource: true,
  });
  try {
    for await (const { subject, seq, data } of messages) {
      onDelivered({ key: subject.slice(subject.lastIndexOf('.') + 1), seq, data });
      before -= 1;
      if (before === 0) onCaughtUp();
    }
  } finally {
    // Without the stream nothing works: the next connection creates it again.
    await nc.close();
  }
}

/** @throws InkdexError `data-invalid` */
export async function outcomeOf({ photos }: Broker, data: Uint8Array): Promise<Outcome> {
  const outcome = decodeMessage(outcomeSchema, data);
  if (outcome.kind !== 'stored') return outcome;
  const bytes = await getObject(photos, outcome.sha256, mostMessageBytes);
  if (bytes === null) return { kind: 'refused', message: 'A long reading was lost at the broker.' };
  return decodeMessage(outcomeSchema, bytes);
}
