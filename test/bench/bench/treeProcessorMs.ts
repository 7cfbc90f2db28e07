import { readdirSync, readFileSync } from 'node:fs';

/** A process that runs. */
interface OwnProcess {
  readonly parent: number;
  /** Time of the processor, with that of the processes that it started and that have ended, in milliseconds. */
  readonly ms: number;
  /** Resident memory. */
  readonly megabytes: number;
}

/** Time of the processor that this process and all that it has started have used, in milliseconds; 0 where `/proc` is missing. */
export function treeProcessorMs(): number {
  return [...ownProcesses().values()].reduce((sum, { ms }) => sum + ms, 0);
}

/** This process and all that it has started, by their numbers; none where `/proc` is missing. */
export function ownProcesses(): ReadonlyMap<number, OwnProcess> {
  const all = new Map<number, OwnProcess>();
  for (const name of namesIn('/proc')) {
    const found = /^\d+$/u.test(name) ? processOf(name) : null;
    if (found !== null) all.set(Number(name), found);
  }
  const isOurs = (pid: number): boolean => {
    for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) if (at === process.pid) return true;
    return false;
  };
  return new Map([...all].filter(([pid]) => isOurs(pid)));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const pageMegabytes = 4096 / 2 ** 20;

/** Null for a process that has ended. */
function processOf(pid: string): OwnProcess | null {
  try {
    // The fields after the name: the 2nd is the parent, the 12th to 15th are user and system time in hundredths of a second, its own
    // and that of its ended children, the 22nd is the memory in pages.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /su, '')
      .split(' ')
      .map(Number);
    const ms = fields.slice(11, 15).reduce((sum, ticks) => sum + 10 * ticks, 0);
    return { parent: fields[1] ?? 0, ms, megabytes: pageMegabytes * (fields[21] ?? 0) };
  } catch {
    return null;
  }
}
