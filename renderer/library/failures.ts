import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { FailedFile } from '../../shared/contract/photo.ts';

export interface FailuresState {
  readonly failures: readonly FailedFile[];
  readonly refresh: () => Promise<void>;
  readonly retry: (ids: readonly number[]) => Promise<void>;
  readonly dismiss: (ids: readonly number[]) => Promise<void>;
}

type FailureCalls = Pick<Contract, 'listFailures' | 'retryFailures' | 'dismissFailures'>;

/** Files that an import could not read, each with its reason. */
export function createFailuresStore(house: FailureCalls): StoreApi<FailuresState> {
  return createStore<FailuresState>((set, get) => ({
    failures: [],
    refresh: async () => {
      set({ failures: await house.listFailures({}) });
    },
    retry: async (ids) => {
      await house.retryFailures({ failures: [...ids] });
      await get().refresh();
    },
    dismiss: async (ids) => {
      await house.dismissFailures({ failures: [...ids] });
      await get().refresh();
    },
  }));
}
