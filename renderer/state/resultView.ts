import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { searchSortSchema } from '../../shared/contract/search.ts';

export const leastSize = 180;
export const mostSize = 560;

const viewSchema = z.object({
  layout: z.enum(['grid', 'list']),
  /** Least width of a result in the grid. CSS pixels. */
  size: z.number().min(leastSize).max(mostSize),
  /** Absent in what earlier versions stored. */
  sort: searchSortSchema.default('best'),
});
type ResultView = z.infer<typeof viewSchema>;

export interface ResultViewState extends ResultView {
  readonly change: (changes: Partial<ResultView>) => void;
}

const storageKey = 'inkdex.results';
const usual: ResultView = { layout: 'grid', size: 300, sort: 'best' };

/** How results are shown. The browser remembers it; anything else that it has is ignored. */
export function createResultViewStore(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): StoreApi<ResultViewState> {
  return createStore<ResultViewState>((set, get) => ({
    ...stored(storage.getItem(storageKey)),
    change: (changes) => {
      const { layout, size, sort } = { ...get(), ...changes };
      set({ layout, size, sort });
      storage.setItem(storageKey, JSON.stringify({ layout, size, sort }));
    },
  }));
}

function stored(text: string | null): ResultView {
  try {
    return viewSchema.catch(usual).parse(JSON.parse(text ?? 'null'));
  } catch {
    return usual;
  }
}
