import type { QueuedWord } from '../../main/ml/decoding/contextRescoring.ts';

/** A word that may be any of these, each with how probably. */
export function uncertain(readings: Readonly<Record<string, number>>): QueuedWord {
  const found = Object.entries(readings).sort(([, a], [, b]) => b - a);
  return { texts: found.map(([text]) => text), confidences: found.map(([, share]) => share) };
}
