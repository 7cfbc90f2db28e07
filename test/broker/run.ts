/**
 * Reads photos with three workers while workers and broker are killed at random: `npm run broker-check`.
 *
 *   --photos N   (default: 60)
 *   --workers N  (default: 3)
 *   --kills N    kill -9, a quarter of them of the broker (default: 100)
 *   --seed N     (default: 1)
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hasNatsServer } from '../support/natsServer.ts';
import { readWhileKilling } from './killing.ts';

const { values } = parseArgs({
  options: {
    photos: { type: 'string', default: '60' },
    workers: { type: 'string', default: '3' },
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
});
if (!hasNatsServer) {
  console.log('nats-server is not installed. On Debian: apt-get install nats-server');
  process.exit(1);
}
process.env.INKDEX_THREADS ??= '1';
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../.cache/compiled');
const folder = mkdtempSync(join(tmpdir(), 'inkdex-broker-'));
const startedAt = performance.now();
const report = await readWhileKilling({
  folder,
  photos: Number(values.photos),
  workers: Number(values.workers),
  kills: Number(values.kills),
  seed: Number(values.seed),
  note: (line) => {
    console.log(line);
  },
});
for (const problem of report.problems) console.log(problem);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
console.log(
  `${report.workerKills} workers and ${report.brokerKills} brokers killed in ${seconds} s; ${report.read} readings in ` +
    `${report.rounds} rounds, ${report.readElsewhere} of them by workers; ${report.problems.length} problems.`,
);
rmSync(folder, { recursive: true, force: true });
process.exitCode = report.problems.length === 0 ? 0 : 1;
