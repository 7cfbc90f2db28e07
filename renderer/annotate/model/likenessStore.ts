import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { LookAlike } from '../../../shared/contract/label.ts';
import type { WordId } from '../../../shared/contract/word.ts';

export interface LikenessState {
  /** The confirmed text, which other words may have too. */
  readonly text: string;
  /** Most similar first. */
  readonly words: readonly LookAlike[];
  readonly find: (word: WordId, text: string) => Promise<void>;
  /** Removes a word once it has its text. */
  readonly settle: (word: WordId) => void;
  readonly forget: () => void;
}

/** More would not fit near the field, and less similar words do not help. */
const most = 6;
const leastLikeness = 0.35;

/** Words that look like the one that was confirmed last, in the whole library. */
export function createLikenessStore(house: Pick<Contract, 'lookAlikes'>): StoreApi<LikenessState> {
  let newest = 0;
  return createStore<LikenessState>((set, get) => ({
    text: '',
    words: [],
    find: async (word, text) => {
      const number = ++newest;
      try {
        const found = await house.lookAlikes({ word, limit: most });
        if (number !== newest) return;
        set({ text, words: found.filter(({ likeness }) => likeness >= leastLikeness) });
      } catch {
        // Missing suggestions are no error: the person's edit succeeded.
        if (number === newest) set({ words: [] });
      }
    },
    settle: (word) => {
      set({ words: get().words.filter((one) => one.word.id !== word) });
    },
    forget: () => {
      newest += 1;
      set({ text: '', words: [] });
    },
  }));
}
