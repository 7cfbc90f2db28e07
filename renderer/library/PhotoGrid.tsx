import { LazyPicture } from '../ui/LazyPicture.tsx';
import { memo, type MouseEvent, type RefObject, useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { Virtualizer } from '@tanstack/react-virtual';
import { useStore } from 'zustand';
import { Check, CircleCheck, Heart, ImageOff } from 'lucide-react';
import { isFavourite } from '../../shared/contract/collection.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import type { PhotoFilter } from '../state/route.ts';
import { attempt, libraryView, photoList } from '../state/stores.ts';
import { selection as selectionStore } from './stores.ts';
import { ContextMenu } from '../ui/ContextMenu.tsx';
import { isFocusLost } from '../ui/keyboard.ts';
import {
  focusTile,
  gap,
  gridLayout,
  rowOfTile,
  type TileGroup,
  type TileRow,
  TileRows,
  useTileGrid,
} from '../ui/TileGrid.tsx';
import { photoAt } from '../state/photoList.ts';
import { dragOut } from '../common/dragOut.ts';
import { chosenWith, useGridActions } from './useGridActions.ts';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import { useCall } from '../host/useCall.ts';
import { IconButton } from '../ui/Button.tsx';
import { formatCount, formatMonth, formatPlural } from '../ui/format.ts';
import { StatusBadge, statusNames } from '../ui/StatusBadge.tsx';

interface PhotoGridProps {
  readonly total: number;
  readonly filter: PhotoFilter;
}

/** The library's photos as thumbnails, by month where they are sorted by date; there may be thousands. */
export function PhotoGrid(props: PhotoGridProps) {
  const groups = useMonthGroups(props.filter);
  // Without the months, the photos would be drawn twice, at different places.
  if (groups === null) return <div className="tile-scroll" aria-busy />;
  return <Tiles {...props} groups={groups} />;
}

interface TilesProps extends PhotoGridProps {
  readonly groups: readonly TileGroup[];
}

function Tiles({ total, filter, groups }: TilesProps) {
  const [focus, setFocus] = useState(() => photoList.getState().place.index ?? 0);
  const size = useStore(libraryView, (state) => state.size);
  const list = useStore(photoList);
  const selected = useStore(selectionStore, (state) => state.selection.photos);
  const grid = useTileGrid({
    total,
    groups,
    layOut: (width) => gridLayout(width, size),
    overscan: 3,
    scrollTop: () => photoList.getState().place.scrollTop,
  });
  const { scroller, rows, tileRows, rowsPerPage, first, last } = grid;

  useNeed(first, last, total);
  useRememberPlace(scroller, rows, tileRows);
  useJumps(rows, tileRows, setFocus);
  useReturnFocus(scroller);
  useLastFocus(scroller, focus, total);

  const actions = useGridActions({
    filter,
    focus,
    tileRows,
    rowsPerPage,
    moveTo: (index) => {
      setFocus(index);
      rows.scrollToIndex(rowOfTile(tileRows, index));
      focusTile(scroller.current, index);
    },
  });

  return (
    <ContextMenu
      menuOf={(target) => {
        const tile = target.closest<HTMLElement>('[data-index]');
        const photo = photoAt(list, Number(tile?.dataset.index ?? -1));
        return photo === undefined ? null : actions.menuOf(photo);
      }}
    >
      <TileRows
        grid={grid}
        label="Photos"
        gap={gap}
        onKeyDown={actions.onKeyDown}
        heading={({ title, count }, start) => (
          <MonthHeading
            title={title}
            count={count}
            onSelect={() => {
              actions.toggleGroup(start, count);
            }}
          />
        )}
      >
        {(index) => {
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
        }}
      </TileRows>
    </ContextMenu>
  );
}

function useNeed(first: number, last: number, total: number): void {
  useEffect(() => {
    if (last >= first) void attempt(photoList.getState().need(first, last));
  }, [first, last, total]);
}

/** Scrolls to the photos that the toolbar asks for. The focus stays there. */
function useJumps(
  rows: Virtualizer<HTMLDivElement, Element>,
  tileRows: readonly TileRow[],
  setFocus: (index: number) => void,
): void {
  const jump = useStore(photoList, (state) => state.jump);
  const goTo = useEffectEvent((index: number) => {
    setFocus(index);
    rows.scrollToIndex(rowOfTile(tileRows, index), { align: 'start' });
  });
  useEffect(() => {
    if (jump !== null) goTo(jump.index);
  }, [jump]);
}

function useRememberPlace(
  scroller: RefObject<HTMLDivElement | null>,
  rows: Virtualizer<HTMLDivElement, Element>,
  tileRows: readonly TileRow[],
): void {
  const firstAt = useEffectEvent((scrollTop: number) => {
    const row = rows.getVirtualItemForOffset(scrollTop);
    if (row === undefined) return 0;
    // The first row of which most is on screen.
    const isBelow = scrollTop > (row.start + row.end) / 2;
    return tileRows[Math.min(row.index + (isBelow ? 1 : 0), tileRows.length - 1)]?.first ?? 0;
  });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onScroll = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const { scrollTop } = element;
        photoList.getState().remember({ scrollTop, first: firstAt(scrollTop) });
      }, 100);
    };
    // Without a delay: a click on a tile opens its photo and removes this grid.
    const onFocus = ({ target }: FocusEvent) => {
      const index = target instanceof HTMLElement ? target.dataset.index : undefined;
      if (index === undefined) return;
      photoList.getState().remember({ index: Number(index), scrollTop: element.scrollTop });
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('focusin', onFocus);
    return () => {
      clearTimeout(timer);
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('focusin', onFocus);
    };
  }, [scroller]);
}

/** After going back from a photo, its tile has the focus again, unless something else has it. */
function useReturnFocus(scroller: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const { index } = photoList.getState().place;
    if (index !== null && isFocusLost()) focusTile(scroller.current, index);
  }, [scroller]);
}

/** If the focused tile disappears because the last photos of the list were removed, the new last tile gets the focus. */
function useLastFocus(scroller: RefObject<HTMLDivElement | null>, focus: number, total: number): void {
  const isGone = focus >= total;
  useEffect(() => {
    if (isGone && isFocusLost()) focusTile(scroller.current, total - 1);
  }, [scroller, isGone, total]);
}

const noGroups: readonly TileGroup[] = [];

/** The months of the photos, if they are sorted by the date on which they were taken; null until they are known. */
function useMonthGroups({ status, collection, folder }: PhotoFilter): readonly TileGroup[] | null {
  const sort = useStore(libraryView, (state) => state.sort);
  const { answer: months, error } = useCall('countMonths', { status, collection, folder }, { isKept: true });
  return useMemo(() => {
    if (sort !== 'taken' || error !== null) return noGroups;
    return months?.map(({ month, photos }) => ({ title: formatMonth(month), count: photos })) ?? null;
  }, [sort, months, error]);
}

interface MonthHeadingProps extends TileGroup {
  readonly onSelect: () => void;
}

function MonthHeading({ title, count, onSelect }: MonthHeadingProps) {
  return (
    <>
      <h2>{title}</h2>
      <span className="tile-heading-count">{formatCount(count)}</span>
      {/* The grid is one stop of the Tab key. */}
      <IconButton
        label={`Select the photos of ${title}`}
        icon={CircleCheck}
        tabIndex={-1}
        onClick={onSelect}
      />
    </>
  );
}

interface PhotoTileProps {
  readonly index: number;
  /** Undefined while it is loading. */
  readonly photo: Photo | undefined;
  readonly isSelected: boolean;
  readonly isSelecting: boolean;
  readonly isFocusable: boolean;
  readonly onClick: (photo: Photo, event: MouseEvent) => void;
  readonly onFocus: (index: number) => void;
}

const PhotoTile = memo(function PhotoTile(props: PhotoTileProps) {
  const { index, photo, isSelected, isSelecting, isFocusable, onClick, onFocus } = props;
  return (
    <div
      {...(photo === undefined ? {} : dragOut(photo, () => chosenWith(photo.id)))}
      role="gridcell"
      className={`tile${isSelected ? ' is-selected' : ''}${isSelecting ? ' is-selecting' : ''}`}
      aria-selected={isSelected}
      {...(photo === undefined ? { 'aria-label': 'Loading' } : {})}
      data-index={index}
      data-photo={photo?.id}
      tabIndex={isFocusable ? 0 : -1}
      onFocus={() => {
        onFocus(index);
      }}
      onClick={(event) => {
        if (photo !== undefined) onClick(photo, event);
      }}
    >
      <div className="tile-picture">
        {photo !== undefined && <Thumbnail key={pictureVersion(photo)} photo={photo} />}
        {photo !== undefined && <StatusBadge status={photo.status} />}
        {photo !== undefined && isFavourite(photo) && (
          <span className="tile-favourite" role="img" aria-label="Favourite">
            <Heart size={16} fill="currentColor" aria-hidden />
          </span>
        )}
        <span className="tile-check" data-check aria-hidden>
          <Check size={14} strokeWidth={3} />
        </span>
      </div>
      <div className="tile-name" dir="auto">
        {photo?.name}
      </div>
      <div className="tile-detail">{photo === undefined ? '' : detailOf(photo)}</div>
    </div>
  );
});

function Thumbnail({ photo }: { readonly photo: Photo }) {
  const broken = (
    <span className="tile-broken">
      <ImageOff size={24} strokeWidth={1.5} aria-hidden />
    </span>
  );
  return <LazyPicture src={pictureUrl('thumbnail', photo.id, pictureVersion(photo))} broken={broken} />;
}

function detailOf({ status, wordCount, error }: Photo): string {
  if (status === 'read') return wordCount === 0 ? 'No words found' : formatPlural(wordCount, 'word');
  if (status === 'failed' || status === 'missing') return error?.message ?? statusNames[status];
  return statusNames[status];
}
