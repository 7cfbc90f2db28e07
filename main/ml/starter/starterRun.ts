import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One line of a run's log, with the time of day, on stderr. */
export function log(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

/**
 * A signal that fires at Ctrl-C or when the process is asked to end: the run stops with a checkpoint. Asked once
 * more it goes on stopping, as npm passes a Ctrl-C on that the terminal has sent already.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      stop.abort();
    });
  }
  return stop.signal;
}

/** Writes a model whole or not at all. */
export async function writeModel(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.partial`, bytes);
  await rename(`${path}.partial`, path);
  log(`wrote ${path}, ${String(bytes.length)} bytes`);
}
