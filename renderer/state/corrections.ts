import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Run, RunId } from '../../shared/contract/run.ts';
import type { Corrections } from '../../shared/contract/run.ts';

export interface CorrectionsState {
  /** Null until the host has answered. */
  readonly corrections: Corrections | null;
  readonly refresh: () => Promise<void>;
  /** Applies the state of a corrections run that an event reports. */
  readonly receive: (run: Run) => void;
  /** Loads the state again if the removed run was the last corrections run. */
  readonly forget: (run: RunId) => Promise<void>;
  /** Starts a run on all corrections. */
  readonly learn: () => Promise<Run>;
}

/** The corrections, and the last run that trained on them. */
export function createCorrectionsStore(
  house: Pick<Contract, 'correctionsState' | 'learnCorrections'>,
): StoreApi<CorrectionsState> {
  return createStore<CorrectionsState>((set, get) => ({
    corrections: null,
    refresh: async () => {
      set({ corrections: await house.correctionsState({}) });
    },
    receive: (run) => {
      const { corrections } = get();
      if (corrections === null || run.id < (corrections.run?.id ?? 0)) return;
      const newWords = run.state === 'done' ? 0 : corrections.newWords;
      set({ corrections: { ...corrections, run, newWords } });
    },
    forget: async (run) => {
      if (get().corrections?.run?.id === run) await get().refresh();
    },
    learn: async () => {
      const run = await house.learnCorrections({ photos: [], engine: null });
      get().receive(run);
      return run;
    },
  }));
}
