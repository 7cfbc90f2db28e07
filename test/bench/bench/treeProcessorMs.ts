import { readdirSync, readFileSync } from 'node:fs';

interface Times {
  readonly parent: number;
  readonly ms: number;
}

/** Time of the processor that this process and all that it has started have used, in milliseconds; 0 where `/proc` is missing. */
export function treeProcessorMs(): number {
  const all = new Map<number, Times>();
  for (const name of namesIn('/proc')) {
    const times = /^\d+$/u.test(name) ? timesOf(name) : null;
    if (times !== null) all.set(Number(name), times);
  }
  const isOurs = (pid: number): boolean => {
    for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) if (at === process.pid) return true;
    return false;
  };
  let sum = 0;
  for (const [pid, { ms }] of all) if (isOurs(pid)) sum += ms;
  return sum;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Null for a process that has ended. */
function timesOf(pid: string): Times | null {
  try {
    // The fields after the name: the 2nd is the parent, the 12th and 13th are user and system time in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /su, '')
      .split(' ');
    return { parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * 10 };
  } catch {
    return null;
  }
}
