import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { TrainingEngineName } from '../../shared/contract/model.ts';
import type { Answers } from '../host/answers.ts';
import type { EngineChoice } from '../../shared/contract/modelCalls.ts';

export interface EnginesState {
  readonly busy: 'measuring' | 'installing' | null;
  /** Progress of an installation, for people. */
  readonly line: string | null;
  /** Applies a progress line from an event. */
  readonly receive: (line: string) => void;
  readonly measure: () => Promise<void>;
  readonly choose: (engine: TrainingEngineName | null) => Promise<void>;
  readonly install: (withGpu: boolean) => Promise<void>;
}

type EngineCalls = Pick<Contract, 'measureEngines' | 'chooseEngine' | 'installEngine'>;

/** Measures, chooses and installs the training engines of this machine. */
export function createEnginesStore(
  house: EngineCalls,
  { put }: Pick<Answers, 'put'>,
): StoreApi<EnginesState> {
  return createStore<EnginesState>((set, get) => {
    const show = (choice: EngineChoice) => {
      put('engineChoice', {}, () => choice);
    };

    async function whileBusy(
      busy: 'measuring' | 'installing',
      answer: () => Promise<EngineChoice>,
    ): Promise<void> {
      if (get().busy !== null) return;
      set({ busy, line: null });
      try {
        show(await answer());
      } finally {
        set({ busy: null, line: null });
      }
    }

    return {
      busy: null,
      line: null,
      receive: (line) => {
        set({ line });
      },
      measure: () => whileBusy('measuring', () => house.measureEngines({})),
      choose: async (engine) => {
        show(await house.chooseEngine({ engine }));
      },
      install: (gpu) => whileBusy('installing', () => house.installEngine({ gpu })),
    };
  });
}
