import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * Starts a script of this folder in a process of its own, to be killed while it works.
 *
 * @param heard called with every whole line that it prints: one that it had begun when it was killed is left out
 * @returns the process; `ended` resolves after its end and its last line
 */
export function startScript(script: string, args: readonly string[], heard: (line: string) => void) {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = Promise.all([once(child, 'exit'), hearWholeLines(child.stdout, heard)]);
  return { child, ended };
}

async function hearWholeLines(stream: NodeJS.ReadableStream, heard: (line: string) => void): Promise<void> {
  let begun = '';
  stream.setEncoding('utf8');
  for await (const part of stream) {
    const lines = (begun + z.string().parse(part)).split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) heard(line);
  }
}
