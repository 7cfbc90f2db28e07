import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';

export const leastSize = 180;
export const mostSize = 560;

const viewSchema = z.object({
  layout: z.enum(['grid', 'list']),
  /** Least width of a result in the grid. CSS pixels. */
  size: z.number().min(leastSize).max(mostSize),
});

export interface ResultViewState extends z.infer<typeof viewSchema> {
  readonly change: (changes: Partial<z.infer<typeof viewSchema>>) => void;
}

const storageKey = 'inkdex.results';
const usual: z.infer<typeof viewSchema> = { layout: 'grid', size: 300 };

/** How results are shown. The browser remembers it; anything else that it has is ignored. */
export function createResultViewStore(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): StoreApi<ResultViewState> {
  return createStore<ResultViewState>((set, get) => ({
    ...stored(storage.getItem(storageKey)),
    change: (changes) => {
      const { layout, size } = { ...get(), ...changes };
      set({ layout, size });
      storage.setItem(storageKey, JSON.stringify({ layout, size }));
    },
  }));
}

function stored(text: string | null): z.infer<typeof viewSchema> {
  try {
    return viewSchema.catch(usual).parse(JSON.parse(text ?? 'null'));
  } catch {
    return usual;
  }
}
