import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../support/library.ts';

const support = join(import.meta.dirname, '../support');
const photo = join(import.meta.dirname, '../fixtures/data/photos/images/dw01.jpg');

const doneSchema = z.object({
  words: z.number(),
  samples: z.number(),
  state: z.string(),
  steps: z.number(),
  error: z.unknown(),
});

/** Works without a network. Returns what was done, and the attempts to use one. */
async function workOffline(...args: readonly string[]) {
  const folder = temporaryFolder();
  const log = join(folder, 'network.log');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(support, 'offlineWork.ts'), folder, photo, ...args],
    {
      env: {
        ...process.env,
        NODE_OPTIONS: `--import ${pathToFileURL(join(support, 'noNetwork.ts')).href}`,
        INKDEX_NETWORK_LOG: log,
      },
    },
  );
  const attempts = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  const processes = new Set(readFileSync(`${log}.processes`, 'utf8').trim().split('\n'));
  return { done: doneSchema.parse(JSON.parse(stdout)), attempts, processes: processes.size };
}

it('opening, importing, reading, searching, training and exporting use no network', async () => {
  const { done, attempts, processes } = await workOffline('http://example.org/');
  // The request of the test itself shows that requests are noticed.
  expect(attempts).toEqual([expect.stringContaining('example.org')]);
  // So are those of the reader and the trainer.
  expect(processes).toBeGreaterThanOrEqual(3);
  expect(done).toMatchObject({ samples: 16, state: 'done', steps: 2, error: null });
  expect(done.words).toBeGreaterThan(0);
});
