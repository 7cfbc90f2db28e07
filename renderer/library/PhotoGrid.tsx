import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { useStore } from 'zustand';
import type { PhotoStatus } from '../../shared/photo.ts';
import { photoList, selection as selectionStore, toasts } from '../stores.ts';
import { useElementSize } from '../ui/useElementSize.ts';
import { gridLayout } from './gridLayout.ts';
import { photoAt } from './photoList.ts';
import { PhotoTile } from './PhotoTile.tsx';
import { useGridActions } from './useGridActions.ts';

interface PhotoGridProps {
  readonly total: number;
  readonly status: PhotoStatus | null;
}

/** Thumbnails, thousands of them: only the rows near the window exist. */
export function PhotoGrid({ total, status }: PhotoGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height } = useElementSize(scroller);
  const { columns, rowHeight } = gridLayout(width - 2 * sidePadding);
  const [focus, setFocus] = useState(() => photoList.getState().place.index);
  const list = useStore(photoList);
  const selected = useStore(selectionStore, (state) => state.selection.photos);
  const rows = useVirtualizer({
    count: width === 0 ? 0 : Math.ceil(total / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    initialOffset: () => photoList.getState().place.scrollTop,
    overscan: 3,
  });
  const visible = rows.getVirtualItems();
  const first = (visible[0]?.index ?? 0) * columns;
  const last = Math.min(((visible.at(-1)?.index ?? 0) + 1) * columns, total) - 1;

  useNeed(first, last, total);
  useEffect(() => {
    rows.measure();
  }, [rows, rowHeight]);
  useRememberPlace(scroller, focus);

  const actions = useGridActions({
    status,
    focus,
    columns,
    total,
    rowsPerPage: Math.max(1, Math.floor(height / rowHeight)),
    moveTo: (index) => {
      setFocus(index);
      rows.scrollToIndex(Math.floor(index / columns));
      focusTile(scroller.current, index);
    },
  });

  return (
    <div ref={scroller} className="library-scroll">
      <div
        role="grid"
        aria-label="Photos"
        aria-multiselectable
        aria-rowcount={Math.ceil(total / columns)}
        aria-colcount={columns}
        className="photo-grid"
        style={{ height: rows.getTotalSize() }}
        onKeyDown={actions.onKeyDown}
      >
        {visible.map((row) => (
          <div
            key={row.key}
            role="row"
            aria-rowindex={row.index + 1}
            className="photo-row"
            style={{
              transform: `translateY(${String(row.start)}px)`,
              gridTemplateColumns: `repeat(${String(columns)}, minmax(0, 1fr))`,
            }}
          >
            {Array.from({ length: Math.min(columns, total - row.index * columns) }, (_, column) => {
              const index = row.index * columns + column;
              const photo = photoAt(list, index);
              return (
                <PhotoTile
                  key={index}
                  index={index}
                  photo={photo}
                  isSelected={photo !== undefined && selected.has(photo.id)}
                  isSelecting={selected.size > 0}
                  isFocusable={index === Math.min(focus, total - 1)}
                  onClick={actions.onClick}
                  onFocus={setFocus}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Room left and right of the tiles, as in library.css. CSS pixels. */
const sidePadding = 24;

function useNeed(first: number, last: number, total: number): void {
  useEffect(() => {
    if (last >= first) void toasts.getState().attempt(photoList.getState().need(first, last));
  }, [first, last, total]);
}

function useRememberPlace(scroller: RefObject<HTMLDivElement | null>, index: number): void {
  const remember = useEffectEvent((element: HTMLDivElement) => {
    photoList.getState().remember({ scrollTop: element.scrollTop, index });
  });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onScroll = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        remember(element);
      }, 100);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('focusin', onScroll);
    return () => {
      clearTimeout(timer);
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('focusin', onScroll);
    };
  }, [scroller]);
}

/** The row may have to be drawn first. */
function focusTile(scroller: HTMLElement | null, index: number): void {
  let attempts = 10;
  const tryFocus = () => {
    const tile = scroller?.querySelector<HTMLElement>(`[data-index="${String(index)}"]`);
    if (tile !== null && tile !== undefined) tile.focus({ preventScroll: true });
    else if (attempts-- > 0) requestAnimationFrame(tryFocus);
  };
  tryFocus();
}
