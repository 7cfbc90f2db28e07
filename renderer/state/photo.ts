import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import type { Word, WordId } from '../../shared/contract/word.ts';
import { groupLines, type WordLine } from './wordLines.ts';

export interface PhotoState {
  readonly id: PhotoId | null;
  readonly photo: Photo | null;
  readonly words: readonly Word[];
  readonly lines: readonly WordLine[];
  readonly error: Failure | null;
  readonly selected: WordId | null;
  readonly hovered: WordId | null;
  readonly areBoxesShown: boolean;
  /** Shows a photo. The previous one stays until the answer arrives, so that the screen does not flash. */
  readonly open: (id: PhotoId) => Promise<void>;
  /** Clears the photo when its screen is left. */
  readonly close: () => void;
  /** Reloads the photo after a change; the old state stays until the answer arrives. */
  readonly refresh: () => Promise<void>;
  readonly select: (word: WordId | null) => void;
  readonly hover: (word: WordId | null) => void;
  readonly toggleBoxes: () => void;
}

const nothing = { photo: null, words: [], lines: [], error: null, selected: null, hovered: null };

/** The photo on the photo screen, and which of its words are selected and hovered. */
export function createPhotoStore(house: Pick<Contract, 'getPhoto'>): StoreApi<PhotoState> {
  let newest = 0;

  return createStore<PhotoState>((set, get) => ({
    id: null,
    ...nothing,
    areBoxesShown: true,
    open: async (id) => {
      if (id !== get().id) set({ id, error: null, selected: null, hovered: null });
      await get().refresh();
    },
    close: () => {
      newest += 1;
      set({ ...nothing, id: null });
    },
    refresh: async () => {
      const { id } = get();
      if (id === null) return;
      const number = ++newest;
      try {
        const { photo, words } = await house.getPhoto({ photo: id });
        if (number !== newest) return;
        const lines = groupLines(words);
        const isKept = words.some((word) => word.id === get().selected);
        set({ photo, words, lines, error: null, selected: isKept ? get().selected : null, hovered: null });
      } catch (thrown) {
        if (number === newest) set({ ...nothing, error: failureOf(thrown) });
      }
    },
    select: (selected) => {
      set({ selected });
    },
    hover: (hovered) => {
      if (hovered !== get().hovered) set({ hovered });
    },
    toggleBoxes: () => {
      set({ areBoxesShown: !get().areBoxesShown });
    },
  }));
}
