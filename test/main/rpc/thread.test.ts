import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('a program waits for the end of a thread that it closes, though the thread has answered all', async () => {
  const program = join(import.meta.dirname, '../../support/closeBusyThread.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  expect(stdout).toBe('answered, closed');
}, 30_000);
