import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Run, RunId } from '../../shared/contract/run.ts';
import type { Corrections } from '../../shared/contract/trainingCalls.ts';

export interface CorrectionsState {
  /** Null until the house has answered. */
  readonly corrections: Corrections | null;
  readonly refresh: () => Promise<void>;
  /** Takes what an event told of a run that learns from corrections. */
  readonly receive: (run: Run) => void;
  /** Asks again where the run that is gone was the last one to learn from them. */
  readonly forget: (run: RunId) => Promise<void>;
  /** Learns from all of them. */
  readonly learn: () => Promise<Run>;
}

/** What a person has corrected, and whether a model has learned from it. */
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
