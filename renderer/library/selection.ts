import type { PhotoId } from '../../shared/contract/photo.ts';
import { storeOf } from '../state/storeOf.ts';

/** The selected photos, and the photo from which Shift extends a range. */
export interface Selection {
  readonly photos: ReadonlySet<PhotoId>;
  readonly anchor: PhotoId | null;
}

export const emptySelection: Selection = { photos: new Set(), anchor: null };

export function togglePhoto(selection: Selection, photo: PhotoId): Selection {
  const photos = new Set(selection.photos);
  if (!photos.delete(photo)) photos.add(photo);
  return { photos, anchor: photo };
}

/** Adds everything from the anchor to `photo`, both included, in the order on screen. */
export function extendSelection(selection: Selection, photo: PhotoId, order: readonly PhotoId[]): Selection {
  const target = order.indexOf(photo);
  const start = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  if (target < 0) return selection;
  if (start < 0) return togglePhoto({ ...selection, anchor: null }, photo);
  const range = order.slice(Math.min(start, target), Math.max(start, target) + 1);
  return { photos: new Set([...selection.photos, ...range]), anchor: selection.anchor };
}

/** Deselects photos; if none is left, the anchor is reset as well. */
export function withoutPhotos({ photos, anchor }: Selection, gone: readonly PhotoId[]): Selection {
  const left = new Set(photos);
  for (const photo of gone) left.delete(photo);
  return left.size === 0 ? emptySelection : { photos: left, anchor };
}

/** Selects all of some photos, or deselects them if they are selected. */
export function toggleAll(selection: Selection, some: readonly PhotoId[]): Selection {
  if (some.every((photo) => selection.photos.has(photo))) return withoutPhotos(selection, some);
  return { photos: new Set([...selection.photos, ...some]), anchor: some[0] ?? selection.anchor };
}

export function selectAll(order: readonly PhotoId[]): Selection {
  return { photos: new Set(order), anchor: order[0] ?? null };
}

/** The library's selection. It is kept while a photo is open. */
export function createSelectionStore() {
  let waiting: Promise<void> | null = null;

  const { set, get, withActions } = storeOf({
    selection: emptySelection,
  });
  return withActions({
    change: (change: (selection: Selection) => Selection) => {
      set({ selection: change(get().selection) });
    },
    /**
     * Runs actions in the order in which the person requested them, even if one waits for the host: Ctrl+A followed by
     * Delete must remove all photos. Runs immediately if nothing is pending.
     */
    inTurn: (act: () => Promise<void> | void) => {
      const turn = waiting === null ? act() : waiting.then(act);
      if (turn === undefined) return;
      waiting = turn;
      void turn.finally(() => {
        if (waiting === turn) waiting = null;
      });
    },
  });
}
