import { createStore, type ExtractState, type StoreApi } from 'zustand/vanilla';
import { combine } from 'zustand/middleware';

/**
 * Begins a store: the data at first, and what reads and changes them. `withActions` completes it. The type of the state
 * follows from both, so that each action is written once.
 */
export function storeOf<Data extends object>(data: Data) {
  let inner: Pick<StoreApi<Data>, 'getState' | 'setState'> | undefined;
  return {
    get: (): Readonly<Data> => inner?.getState() ?? data,
    set: (changes: Partial<Data>): void => inner?.setState(changes),
    withActions: <Actions extends object>(actions: Actions) =>
      createStore(
        combine(data, (setState, getState) => {
          inner = { setState, getState };
          return actions;
        }),
      ),
  };
}

/** The state of a store, by the function that creates it. */
export type StateOf<Create extends (...args: never[]) => StoreApi<unknown>> = Readonly<
  ExtractState<ReturnType<Create>>
>;
