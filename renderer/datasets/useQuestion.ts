import { useStore } from 'zustand';
import { datasetList } from '../state/stores.ts';
import { useAnswer, type Answer } from '../ui/useAnswer.ts';

/** Calls the host like `useAnswer`, and again whenever datasets change. */
export function useQuestion<Value>(key: string, ask: () => Promise<Value>): Answer<Value> {
  const changes = useStore(datasetList, (state) => state.changes);
  return useAnswer(key, ask, changes);
}
