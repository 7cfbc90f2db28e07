import { tooBusy } from './refusal.ts';

/** More clients than this are forgotten, which gives each a full allowance. */
const mostClients = 10_000;

/**
 * Limits the requests of each client (a token bucket: a minute's allowance at once, refilled steadily).
 *
 * @returns throws Refusal 429 for a request beyond the allowance
 */
export function createRate(perMinute: number, now: () => number = () => performance.now()) {
  const clients = new Map<string, { left: number; at: number }>();
  return (client: string): void => {
    const at = now();
    const known = clients.get(client) ?? { left: perMinute, at };
    const left = Math.min(perMinute, known.left + ((at - known.at) / 60_000) * perMinute);
    if (clients.size >= mostClients) clients.clear();
    clients.set(client, { left: left < 1 ? left : left - 1, at });
    if (left < 1) {
      throw tooBusy(
        `This client has sent more than ${perMinute} requests a minute.`,
        ((1 - left) / perMinute) * 60,
      );
    }
  };
}
