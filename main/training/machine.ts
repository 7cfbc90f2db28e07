import { readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';

/** Processor, memory and system in words for people: the conditions of a speed or a result. */
export function describeMachine(): string {
  const processors = os.cpus();
  return [
    `${processors.length} x ${processors[0]?.model.trim() ?? process.arch}`,
    `${(os.totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `${os.type()} ${os.release()}`,
  ].join(', ');
}

/** A version with the commit of the checkout; only the version outside a checkout. */
export function codeVersion(version: string, root: string): string {
  const commit = checkedOut(join(root, '.git'));
  return commit === null ? version : `${version} (${commit.slice(0, 12)})`;
}

function checkedOut(git: string): string | null {
  const head = text(join(git, 'HEAD'));
  const branch = head === null ? undefined : /^ref: (.+)$/u.exec(head)?.[1];
  if (branch === undefined) return head;
  const packed = text(join(git, 'packed-refs'))?.split('\n') ?? [];
  return (
    text(join(git, branch)) ??
    packed.find((line) => line.endsWith(` ${branch}`))?.slice(0, -branch.length - 1) ??
    null
  );
}

function text(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
