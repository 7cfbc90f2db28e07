import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Dataset } from '../../shared/contract/datasetContents.ts';
import { failureOf, type Failure } from '../../shared/result.ts';

export interface DatasetListState {
  /** Last changed first; null until the first answer. */
  readonly datasets: readonly Dataset[] | null;
  readonly error: Failure | null;
  /** Increases whenever a dataset may have changed, so that the screen is loaded again. */
  readonly changes: number;
  readonly refresh: () => Promise<void>;
}

export function createDatasetList(house: Pick<Contract, 'listDatasets'>): StoreApi<DatasetListState> {
  let newest = 0;
  return createStore<DatasetListState>((set, get) => ({
    datasets: null,
    error: null,
    changes: 0,
    refresh: async () => {
      const number = ++newest;
      set({ changes: get().changes + 1 });
      try {
        const datasets = await house.listDatasets({});
        if (number === newest) set({ datasets, error: null });
      } catch (thrown) {
        if (number === newest) set({ error: failureOf(thrown) });
      }
    },
  }));
}
