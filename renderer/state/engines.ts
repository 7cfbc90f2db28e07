import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { TrainingEngineName } from '../../shared/contract/model.ts';
import type { EngineChoice } from '../../shared/contract/modelCalls.ts';

export interface EnginesState {
  /** Null until the host has answered. */
  readonly choice: EngineChoice | null;
  readonly busy: 'measuring' | 'installing' | null;
  /** Progress of an installation, for people. */
  readonly line: string | null;
  readonly refresh: () => Promise<void>;
  /** Applies a progress line from an event. */
  readonly receive: (line: string) => void;
  readonly measure: () => Promise<void>;
  readonly choose: (engine: TrainingEngineName | null) => Promise<void>;
  readonly install: (withGpu: boolean) => Promise<void>;
}

type EngineCalls = Pick<Contract, 'engineChoice' | 'measureEngines' | 'chooseEngine' | 'installEngine'>;

/** The training engines of this machine, their speed, and the chosen one. */
export function createEnginesStore(house: EngineCalls): StoreApi<EnginesState> {
  return createStore<EnginesState>((set, get) => {
    async function whileBusy(
      busy: 'measuring' | 'installing',
      answer: () => Promise<EngineChoice>,
    ): Promise<void> {
      if (get().busy !== null) return;
      set({ busy, line: null });
      try {
        set({ choice: await answer() });
      } finally {
        set({ busy: null, line: null });
      }
    }

    return {
      choice: null,
      busy: null,
      line: null,
      refresh: async () => {
        set({ choice: await house.engineChoice({}) });
      },
      receive: (line) => {
        set({ line });
      },
      measure: () => whileBusy('measuring', () => house.measureEngines({})),
      choose: async (engine) => {
        set({ choice: await house.chooseEngine({ engine }) });
      },
      install: (gpu) => whileBusy('installing', () => house.installEngine({ gpu })),
    };
  });
}
