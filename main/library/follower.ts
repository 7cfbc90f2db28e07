import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { failureOf, InkdexError } from '../../shared/result.ts';
import { findSetting, replaceSetting, type SettingName } from '../store/library/settings.ts';
import type { SharedParts } from '../store/library/sharedParts.ts';

export interface FollowerParts extends SharedParts {
  /** Calls a function when photos have changed. */
  readonly onPhotos: (changed: () => void) => void;
}

/** Files outside the library that follow the words of its photos. */
export interface Following<Result extends Written> {
  /** Name of the setting that says where they are; it is empty for none. */
  readonly setting: SettingName;
  /** Brings the files up to date. */
  readonly write: (chosen: string, isStopped: () => boolean) => Promise<Result>;
  /** Changes are written this long after the last one, in milliseconds. */
  readonly quietMs?: number;
}

export interface Written {
  /** Number of files that are up to date. */
  readonly count: number;
  /** What a person can do something about; null if all were written. */
  readonly problem: string | null;
}

/** Brings files up to date when the app starts, when a person chooses where they are, and after changes of photos. */
export function createFollower<Result extends Written>(
  { db, lock, announce, onPhotos }: FollowerParts,
  { setting, write, quietMs = 2_000 }: Following<Result>,
) {
  let isStarted = false;
  let isClosed = false;
  let isDue = false;
  let problem: string | null = null;
  let count: number | null = null;
  let working: Promise<void> | null = null;

  const chosen = (): string | null => {
    const value = findSetting(db, setting);
    return value === undefined || value === '' ? null : value;
  };
  const isOver = (): boolean => isClosed;

  async function work(): Promise<void> {
    while (isDue && !isOver()) {
      await wait(quietMs);
      isDue = false;
      const place = chosen();
      if (place === null || isOver()) continue;
      try {
        ({ count, problem } = await write(place, () => isClosed || chosen() !== place));
      } catch (thrown) {
        problem = failureOf(thrown).message;
      }
      announce('notesChanged', {});
    }
  }

  function check(): void {
    if (!isStarted || isClosed || chosen() === null || !lock.claim()) return;
    isDue = true;
    working ??= work().finally(() => {
      working = null;
    });
  }

  onPhotos(check);
  return {
    /** Brings the files up to date soon. */
    check,
    current: () => ({ chosen: chosen(), count, problem }),
    choose: (place: string | null): void => {
      replaceSetting(db, setting, place ?? '');
      problem = null;
      count = null;
      announce('notesChanged', {});
      check();
    },
    follower: {
      start(): void {
        isStarted = true;
        check();
      },
      /**
       * Brings the files up to date at once. Returns their number; null if none are kept. For commands.
       *
       * @throws InkdexError as `write` does
       */
      async writeNow(signal: AbortSignal): Promise<Result | null> {
        const place = chosen();
        return place === null ? null : await write(place, () => signal.aborted);
      },
      async close(): Promise<void> {
        isClosed = true;
        await working;
      },
    },
  };
}

/** @throws InkdexError `file-missing`, or `bad-arguments` for what is no folder */
export async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new InkdexError('file-missing', `${path} does not exist.`);
  if (!found.isDirectory()) throw new InkdexError('bad-arguments', `${path} is not a folder.`);
}
