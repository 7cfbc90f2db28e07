import { removeSelected } from './actions.ts';
import type { KeyboardEvent, MouseEvent } from 'react';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import { host } from '../host/transport.ts';
import type { PhotoFilter, Route } from '../state/route.ts';
import { attempt, libraryView, navigation, photoList } from '../state/stores.ts';
import { selection } from './stores.ts';
import { isGridKey, moveInGrid, type TileRow } from '../ui/TileGrid.tsx';
import { photoAt } from '../state/photoList.ts';
import {
  emptySelection,
  extendSelection,
  selectAll,
  toggleAll,
  togglePhoto,
  type Selection,
} from './selection.ts';
import { collectionsDialog, toggleFavourites } from '../common/collections.ts';
import { photoMenu, photosMenu, removeItem } from '../common/photoMenu.ts';
import type { Menu } from '../ui/ContextMenu.tsx';
import { rotatePhotos } from '../common/rotating.ts';

interface Grid {
  readonly filter: PhotoFilter;
  readonly focus: number;
  readonly tileRows: readonly TileRow[];
  readonly rowsPerPage: number;
  readonly moveTo: (index: number) => void;
}

/** The selected photos if a photo is one of them, otherwise the photo alone. */
export function chosenWith(photo: PhotoId): readonly PhotoId[] {
  const { photos } = selection.getState().selection;
  return photos.has(photo) ? [...photos] : [photo];
}

function photoRoute({ id }: Photo, filter: PhotoFilter): Route {
  return { screen: 'photo', photo: id, word: null, query: '', ...filter };
}

/** The index of the tile that an event is on. */
function indexOf(target: EventTarget): number | null {
  const tile = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return tile === null ? null : Number(tile.dataset.index);
}

/** What mouse and keyboard do in the grid: open, select, extend, rotate, mark, remove, move. */
export function useGridActions(grid: Grid) {
  const { filter, focus, tileRows, rowsPerPage, moveTo } = grid;
  const { change, inTurn } = selection.getState();

  const changeInTurn = (changed: (before: Selection) => Selection) => {
    inTurn(() => {
      change(changed);
    });
  };
  const changeByOrder = (changed: (before: Selection, order: readonly PhotoId[]) => Selection) => {
    inTurn(async () => {
      const order = await attempt(host.listPhotoIds({ ...filter, sort: libraryView.getState().sort }));
      if (order !== undefined) change((before) => changed(before, order));
    });
  };
  const toggle = (photo: Photo, isRange: boolean) => {
    if (isRange) changeByOrder((before, order) => extendSelection(before, photo.id, order));
    else changeInTurn((before) => togglePhoto(before, photo.id));
  };
  /** The selected photos; without a selection, the focused one. */
  const withChosen = (photo: Photo, act: (photos: readonly PhotoId[]) => void) => {
    inTurn(() => {
      const { photos } = selection.getState().selection;
      act(photos.size > 0 ? [...photos] : [photo.id]);
    });
  };
  /** Returns whether the key changes photos. */
  const changeByKey = (photo: Photo, { key, shiftKey }: KeyboardEvent): boolean => {
    const act = {
      r: (photos: readonly PhotoId[]) => {
        rotatePhotos(photos, shiftKey ? 270 : 90);
      },
      f: (photos: readonly PhotoId[]) => void toggleFavourites(photos),
      l: collectionsDialog.getState().open,
    }[key.toLowerCase()];
    if (act !== undefined) withChosen(photo, act);
    return act !== undefined;
  };
  const remove = () => {
    inTurn(() => {
      const { photos } = selection.getState().selection;
      if (photos.size > 0) void removeSelected([...photos]);
    });
  };
  const open = (photo: Photo) => {
    navigation.getState().navigate(photoRoute(photo, filter));
  };

  return {
    /** Selects the photos of a group by the index of its first, or deselects them if all are selected. */
    toggleGroup: (first: number, count: number): void => {
      changeByOrder((before, order) => toggleAll(before, order.slice(first, first + count)));
    },
    /** The menu of a photo, or of the selected photos if it is one of them. */
    menuOf: (photo: Photo): Menu => {
      const photos = chosenWith(photo.id);
      const own =
        photos.length > 1
          ? photosMenu(photos)
          : photoMenu({ photo, quads: [] }, photoRoute(photo, filter), '');
      const removing = removeItem(() => {
        inTurn(() => {
          void removeSelected(photos);
        });
      });
      return [...own, [removing]];
    },
    onClick: (photo: Photo, event: MouseEvent): void => {
      const isOnCheck = event.target instanceof Element && event.target.closest('[data-check]') !== null;
      if (event.shiftKey) toggle(photo, true);
      else if (event.ctrlKey || event.metaKey || isOnCheck) toggle(photo, false);
      else open(photo);
    },
    onKeyDown: (event: KeyboardEvent): void => {
      // A key may come before a new focus is drawn.
      const at = indexOf(event.target) ?? focus;
      const photo = photoAt(photoList.getState(), at);
      const isCommand = event.ctrlKey || event.metaKey;
      if (isGridKey(event.key) && !event.altKey) {
        moveTo(moveInGrid(at, event.key, tileRows, rowsPerPage));
      } else if (event.key === 'a' && isCommand) {
        changeByOrder((_, order) => selectAll(order));
      } else if (isCommand || event.altKey) {
        return;
      } else if (event.key === 'Enter' && photo !== undefined) {
        open(photo);
      } else if (event.key === ' ' && photo !== undefined) {
        toggle(photo, event.shiftKey);
      } else if (event.key === 'Escape') {
        changeInTurn(() => emptySelection);
      } else if (event.key === 'Delete') {
        remove();
      } else if (photo === undefined || !changeByKey(photo, event)) {
        return;
      }
      event.preventDefault();
    },
  };
}
