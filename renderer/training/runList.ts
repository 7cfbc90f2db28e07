import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import type { Run, RunId } from '../../shared/contract/run.ts';

export type RunOrder = 'pause' | 'resume' | 'cancel';

export interface RunListState {
  /** Unfinished first, then the latest; null until the house has answered. */
  readonly runs: readonly Run[] | null;
  readonly error: Failure | null;
  /** Runs to compare, in the order in which they were marked. */
  readonly marked: readonly RunId[];
  /** What was asked of runs and is not done yet: one stops after the step or the evaluation that goes on. */
  readonly underWay: ReadonlyMap<RunId, RunOrder>;
  readonly refresh: () => Promise<void>;
  /** Takes what an event or a call told. */
  readonly receive: (run: Run) => void;
  readonly forget: (run: RunId) => void;
  readonly toggleMark: (run: RunId) => void;
  readonly control: (run: RunId, order: RunOrder) => Promise<void>;
  /** Of a finished run: its checkpoint and curves go, its model stays. */
  readonly remove: (run: RunId) => Promise<void>;
}

type RunCalls = Pick<Contract, 'listRuns' | 'pauseRun' | 'resumeRun' | 'cancelRun' | 'removeRun'>;

/** More curves than these in one plot cannot be told apart. */
export const mostCompared = 6;

/** Every training of the library. */
export function createRunList(house: RunCalls): StoreApi<RunListState> {
  return createStore<RunListState>((set, get) => ({
    runs: null,
    error: null,
    marked: [],
    underWay: new Map(),
    refresh: async () => {
      try {
        set({ runs: sorted(await house.listRuns({})), error: null });
      } catch (thrown) {
        set({ error: failureOf(thrown) });
      }
    },
    receive: (run) => {
      const runs = get().runs ?? [];
      set({ runs: sorted([run, ...runs.filter(({ id }) => id !== run.id)]) });
    },
    forget: (run) => {
      set({
        runs: get().runs?.filter(({ id }) => id !== run) ?? null,
        marked: get().marked.filter((id) => id !== run),
      });
    },
    toggleMark: (run) => {
      const { marked } = get();
      const others = marked.filter((id) => id !== run);
      set({ marked: others.length < marked.length ? others : [...marked, run].slice(-mostCompared) });
    },
    control: async (run, order) => {
      const calls = { pause: house.pauseRun, resume: house.resumeRun, cancel: house.cancelRun };
      set({ underWay: new Map([...get().underWay, [run, order]]) });
      try {
        get().receive(await calls[order]({ run }));
      } finally {
        set({ underWay: new Map([...get().underWay].filter(([id]) => id !== run)) });
      }
    },
    remove: async (run) => {
      await house.removeRun({ run });
      get().forget(run);
    },
  }));
}

export function isUnfinished({ state }: Pick<Run, 'state'>): boolean {
  return state === 'queued' || state === 'running' || state === 'paused';
}

function sorted(runs: readonly Run[]): Run[] {
  return [...runs].sort((a, b) => orderOf(a) - orderOf(b) || (isUnfinished(a) ? a.id - b.id : b.id - a.id));
}

/** What goes on, then what waits in the order of the queue, then what is over, the latest first. */
function orderOf(run: Run): number {
  if (run.state === 'running') return 0;
  return isUnfinished(run) ? 1 : 2;
}
