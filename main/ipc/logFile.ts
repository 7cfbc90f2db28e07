import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { events } from '../../shared/contract/contract.ts';
import type { Announcer, Log } from './serve.ts';

/** A full file becomes the only older one: a log never takes more than twice this. */
const mostBytes = 1_000_000;

/** The log file in the folder of a library. */
export function logPath(folder: string): string {
  return join(folder, 'inkdex.log');
}

/**
 * Writes what went wrong into the log file of a library, for reports of bugs: starts with the version, stacks of bugs,
 * jobs that failed, a GPU that failed. Only the owner can read it. Texts in quotation marks are left out: in messages of
 * errors they are words that people wrote, or names of files.
 *
 * @param print gets each message unchanged
 * @returns what writes one entry
 */
export function keepLog(
  { folder, version, announcer }: { folder: string; version: string; announcer: Announcer },
  print: Log,
): Log {
  const path = logPath(folder);
  writeEntry(path, `Inkdex ${version} started: Node ${process.version}, ${process.platform} ${process.arch}`);
  announcer.subscribe((name, payload) => {
    if (name === 'gpuFailed') writeEntry(path, events.gpuFailed.payload.parse(payload).message);
    if (name !== 'jobChanged') return;
    const { kind, state, error } = events.jobChanged.payload.parse(payload);
    if (state === 'failed') writeEntry(path, `A job of the kind ${kind} failed: ${error?.code ?? 'unknown'}`);
  });
  return (message) => {
    print(message);
    writeEntry(path, message);
  };
}

function writeEntry(path: string, message: string): void {
  const entry = `${new Date().toISOString()} ${withoutQuotes(message)}\n`;
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) + entry.length > mostBytes)
      renameSync(path, `${path}.1`);
    appendFileSync(path, entry, { mode: 0o600 });
  } catch {
    // For example on a full disk: what goes wrong there must not stop the work.
  }
}

function withoutQuotes(message: string): string {
  return message.replaceAll(/"[^"\n]*"|'[^'\n]*'|`[^`\n]*`/gu, '"…"');
}
