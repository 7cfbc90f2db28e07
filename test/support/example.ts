import { spawn } from 'node:child_process';
import { join } from 'node:path';

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
  const child = spawn(program, [script, ...args], { env: { ...process.env, ...given } });
  let output = '';
  const add = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, output });
    });
  });
}
