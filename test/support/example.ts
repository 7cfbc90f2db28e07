import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './library.ts';

export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/**
 * Runs a script for another program, as that program does.
 *
 * @param name of a file in `resources/examples`
 * @param shell what runs a script of the shell
 */
export function runExample(
  name: string,
  args: readonly string[],
  given: Record<string, string>,
  shell = 'sh',
): Promise<Ended> {
  const program = name.endsWith('.sh') ? shell : process.execPath;
  const script = join(import.meta.dirname, '../../resources/examples', name);
  // One file for both streams: what comes on two may arrive in another order than it was written.
  const path = join(temporaryFolder(), 'output');
  const file = openSync(path, 'a');
  const env = { ...process.env, ...given };
  const child = spawn(program, [script, ...args], { env, stdio: ['pipe', file, file] });
  closeSync(file);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, output: readFileSync(path, 'utf8') });
    });
  });
}
