/**
 * Tries to lose the work of people: `npm run torture` for pages and kills, or with the name of a part.
 *
 * pages          every page of small libraries is overwritten in turn
 * repair         a page of each table is overwritten in turn: what can be read stays, the rest is named
 * kills          kill -9 over imports, readings, edits, freezes, trainings, migrations, backups and repairs
 *   --kills N    number of kills (default: 1,000)
 *   --seed N     (default: 1)
 *   --only NAME  only this scenario
 * faults         the disk fails at each operation of edits, imports, freezes, repairs and exports in turn
 * states         models read, people correct, undo, take models into use and go back in any order, with restarts and repairs
 *   --steps N    (default: 10,000)
 * neighbours     notes and sidecars among files of others, while other programs write there
 *   --minutes N  (default: 10)
 * soak           photos in and out, searches and edits, with the memory over time
 *   --minutes N  (default: 60)
 *
 * Ctrl-C ends it after the current step, with the figures so far.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { tortureByFaults } from './faults.ts';
import { tortureByKills } from './kills.ts';
import { tortureNeighbours } from './neighbours.ts';
import { torturePages } from './pages.ts';
import { tortureRepairs } from './repairs.ts';
import { soak } from './soak.ts';
import { tortureStates } from './states.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    minutes: { type: 'string' },
    steps: { type: 'string', default: '10000' },
  },
});
const part = z
  .enum(['pages', 'repair', 'faults', 'kills', 'states', 'neighbours', 'soak'])
  .optional()
  .parse(positionals[0]);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopping.abort();
  });
}

// The processes start in half the time.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../.cache/compiled');

let problems = 0;
if (part === undefined || part === 'pages') problems += await torturePages();
if (part === undefined || part === 'repair') problems += await tortureRepairs();
if (part === undefined || part === 'faults') problems += await tortureByFaults(stopping.signal);
if (part === undefined || part === 'kills') {
  problems += await tortureByKills({
    kills: Number(values.kills),
    seed: Number(values.seed),
    only: values.only,
    signal: stopping.signal,
  });
}
const { signal } = stopping;
const seed = Number(values.seed);
if (part === 'states') problems += await tortureStates(Number(values.steps), seed, signal);
if (part === 'neighbours')
  problems += await tortureNeighbours({ minutes: Number(values.minutes ?? 10), seed, signal });
if (part === 'soak') problems += await soak({ minutes: Number(values.minutes ?? 60), seed, signal });
console.log(`${problems} problems`);
process.exitCode = problems === 0 ? 0 : 1;
