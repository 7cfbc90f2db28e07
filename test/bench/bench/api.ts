import { z } from 'zod';
import { encodeInk } from '../../../main/imaging/formats/decode.ts';
import { print, printTable } from '../../../pretraining/printTable.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { startApi, type ApiProcess } from './apiProcess.ts';
import { wordsToRead } from './material.ts';
import { percentile } from './percentile.ts';

const clientCounts = [1, 8, 64];
/** Requests of each number of clients: many for each client. */
const requestCount = unlessShort(1024, 64);

const definitions = `
A request is one word as PNG (POST /v1/predict); a client sends the next one when the answer to the last has come.
Server and clients are two processes on this machine.`;

/** Latency of the API at 1, 8 and 64 clients, and words a second. */
export async function benchApi(): Promise<void> {
  const { name, items } = await wordsToRead();
  const bodies: string[] = [];
  for (const word of items) {
    bodies.push(JSON.stringify({ image: (await encodeInk(word)).toString('base64') }));
  }
  const api = await startApi();
  try {
    await ask(api, bodies[0] ?? '');
    const rows: string[][] = [];
    for (const clients of clientCounts) {
      const { times, seconds } = await load(api, bodies, clients);
      const [median, slow] = [percentile(times, 0.5), percentile(times, 0.95)];
      rows.push([String(clients), median.toFixed(0), slow.toFixed(0), (times.length / seconds).toFixed(0)]);
    }
    print(`\nAPI: ${requestCount} requests for each row, ${name}`);
    printTable(['clients', 'p50 ms', 'p95 ms', 'words/s'], rows);
    print(definitions);
  } finally {
    await api.close();
  }
}

async function load(
  api: ApiProcess,
  bodies: readonly string[],
  clients: number,
): Promise<{ times: number[]; seconds: number }> {
  const times: number[] = [];
  let next = 0;
  const start = performance.now();
  const client = async (): Promise<void> => {
    while (next < requestCount) {
      const body = bodies[next % bodies.length] ?? '';
      next += 1;
      const sent = performance.now();
      await ask(api, body);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { times, seconds: (performance.now() - start) / 1000 };
}

const answerSchema = z.object({ pred: z.string(), conf: z.number() });

async function ask({ address, token }: ApiProcess, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${address}/v1/predict`, { method: 'POST', headers, body });
  answerSchema.parse(await response.json());
}
