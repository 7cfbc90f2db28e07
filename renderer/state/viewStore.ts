import type { z } from 'zod';
import { parseJson } from '../../shared/json.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** What the browser remembers a view under, what it may be, and the view at first. */
export interface ViewForm<View> {
  readonly key: string;
  readonly schema: z.ZodType<View>;
  readonly usual: View;
}

export type ViewState<View> = View & { readonly change: (changes: Partial<View>) => void };

/** How a list is shown. The browser remembers it; anything else that it has under the key is ignored. */
export function createViewStore<View extends object>(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  { key, schema, usual }: ViewForm<View>,
): StoreApi<ViewState<View>> {
  let view = stored(storage.getItem(key), schema) ?? usual;
  return createStore<ViewState<View>>((set) => ({
    ...view,
    change: (changes) => {
      view = { ...view, ...changes };
      set(view as Partial<ViewState<View>>);
      storage.setItem(key, JSON.stringify(view));
    },
  }));
}

function stored<View>(text: string | null, schema: z.ZodType<View>): View | undefined {
  return schema.safeParse(parseJson(text ?? '')).data;
}
