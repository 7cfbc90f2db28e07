import { describe, expect, it, vi } from 'vitest';
import { gridLayout, moveInGrid, rowOfTile, rowsOf } from '../../../renderer/ui/TileGrid.tsx';
import {
  createSelectionStore,
  emptySelection,
  extendSelection,
  selectAll,
  toggleAll,
  togglePhoto,
  withoutPhotos,
} from '../../../renderer/library/selection.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { photoId } from '../../support/photos.ts';

describe('the grid', () => {
  it('has as many columns as fit and always one', () => {
    expect(gridLayout(1000, 184).columns).toBe(5);
    expect(gridLayout(983, 184).columns).toBe(4);
    expect(gridLayout(0, 184).columns).toBe(1);
    expect(gridLayout(200, 184).rowHeight).toBe(150 + 44 + 16);
  });

  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 5],
    ['ArrowUp', 1, 1],
    ['ArrowDown', 7, 9],
    ['ArrowDown', 9, 9],
    ['End', 2, 9],
    ['Home', 7, 0],
    ['PageDown', 0, 8],
    ['PageUp', 9, 1],
  ] as const)('%s goes from %i to %i of ten in four columns', (key, from, to) => {
    expect(moveInGrid(from, key, rowsOf(10, 4), 2)).toBe(to);
  });

  it('begins a row with each group, and keys move over the headings between them', () => {
    const months = [
      { title: 'May', count: 5 },
      { title: 'April', count: 2 },
      { title: 'March', count: 9 },
    ];
    const rows = rowsOf(12, 4, months);
    expect(rows.map(({ first, count, group }) => [first, count, group?.title])).toEqual([
      [0, 4, 'May'],
      [4, 1, undefined],
      [5, 2, 'April'],
      // One that was counted at another moment than the photos takes what is left.
      [7, 4, 'March'],
      [11, 1, undefined],
    ]);
    expect([0, 3, 4, 5, 6, 7, 11].map((index) => rowOfTile(rows, index))).toEqual([0, 0, 1, 2, 2, 3, 4]);
    expect(moveInGrid(3, 'ArrowDown', rows, 2)).toBe(4);
    expect(moveInGrid(6, 'ArrowDown', rows, 2)).toBe(8);
    expect(moveInGrid(10, 'ArrowUp', rows, 2)).toBe(6);
    expect(moveInGrid(4, 'ArrowRight', rows, 2)).toBe(5);
    expect(moveInGrid(0, 'PageDown', rows, 9)).toBe(11);
    expect(rowsOf(0, 4, months)).toEqual([]);
  });
});

describe('the selection', () => {
  const order = [9, 7, 5, 3, 1].map(photoId);

  it('takes a photo in and lets it go', () => {
    const once = togglePhoto(emptySelection, photoId(5));
    expect([...once.photos]).toEqual([5]);
    expect(togglePhoto(once, photoId(5)).photos.size).toBe(0);
  });

  it('extends from the anchor in the order on screen, either way', () => {
    const down = extendSelection(togglePhoto(emptySelection, photoId(7)), photoId(3), order);
    expect([...down.photos]).toEqual([7, 5, 3]);
    const up = extendSelection(togglePhoto(emptySelection, photoId(3)), photoId(7), order);
    expect(new Set(up.photos)).toEqual(new Set([3, 5, 7]));
  });

  it('starts a range at the photo itself when there is no anchor', () => {
    expect([...extendSelection(emptySelection, photoId(9), order).photos]).toEqual([9]);
  });

  it('lets photos go that are no more', () => {
    const all = selectAll(order);
    expect([...withoutPhotos(all, [9, 3].map(photoId)).photos]).toEqual([7, 5, 1]);
    expect(withoutPhotos(all, order)).toEqual(emptySelection);
  });

  it('takes a group in, and lets it go when all of it is selected', () => {
    const some = [7, 5].map(photoId);
    const once = toggleAll(togglePhoto(emptySelection, photoId(7)), some);
    expect([...once.photos]).toEqual([7, 5]);
    expect(toggleAll(once, some)).toEqual(emptySelection);
  });

  it('takes all', () => {
    expect(selectAll(order).photos.size).toBe(5);
  });

  it('is changed in the order in which a person asks, also where an answer is waited for', async () => {
    const { getState } = createSelectionStore();
    const { change, inTurn } = getState();
    const answer = Promise.withResolvers<readonly PhotoId[]>();
    const seen: number[] = [];
    inTurn(async () => {
      const all = await answer.promise;
      change(() => selectAll(all));
    });
    inTurn(() => {
      seen.push(getState().selection.photos.size);
      change(() => emptySelection);
    });
    expect(seen).toEqual([]);
    answer.resolve(order);
    await vi.waitFor(() => {
      expect(seen).toEqual([5]);
    });
    inTurn(() => {
      seen.push(getState().selection.photos.size);
    });
    // Nothing is waited for any more.
    await vi.waitFor(() => {
      expect(seen).toEqual([5, 0]);
    });
  });
});
