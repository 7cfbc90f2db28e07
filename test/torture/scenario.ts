import type { Random } from '../../shared/random.ts';

/** What processes do that are killed meanwhile, and what must hold afterwards. */
export interface Scenario {
  readonly name: string;
  /** Its share of 1,000 kills. */
  readonly kills: number;
  /** @param folder an empty folder for the library and its files */
  readonly open: (folder: string, random: Random) => Promise<Work>;
}

/** A library on which one process after the other works. */
export interface Work {
  readonly library: string;
  /** Lines after which a process has done everything once, if it goes on for ever; otherwise it ends. */
  readonly lines?: number;
  /** Prepares the next process: a script of `test/support` with its arguments. */
  readonly next: () => Promise<readonly [script: string, ...args: readonly string[]]>;
  /** Called with each whole line that the process prints. */
  readonly heard: (line: string) => void;
  /** Opens the library again, lets interrupted jobs end, and gives what is wrong; empty if nothing is. */
  readonly check: () => Promise<readonly string[]>;
  /** Number of things so far that a process reported as stored. */
  readonly confirmed: () => number;
}
