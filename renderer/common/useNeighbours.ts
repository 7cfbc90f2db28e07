import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { useCall } from '../host/useCall.ts';
import { answerTo } from '../state/search.ts';
import { everyPhoto, type PhotoRoute, type Route } from '../state/route.ts';
import { libraryView, navigation, search } from '../state/stores.ts';
import { useToldCall } from '../state/messages.ts';

export interface Neighbours {
  /** Undefined for the first photo, and until the order is known. */
  readonly goToPrevious?: () => void;
  /** Undefined for the last photo, and until the order is known. */
  readonly goToNext?: () => void;
  /** Position in the order, from 1, and the number of photos; null until it is known. */
  readonly place: { readonly index: number; readonly total: number } | null;
}

/** The next page is requested when the photo is among this many last loaded ones. */
const nearEnd = 8;

/** The photos before and after one in the label editor: those of the library. */
export function useNeighboursToLabel(photo: PhotoId): Neighbours {
  return useNeighbours({ screen: 'photo', photo, word: null, query: '', ...everyPhoto }, (other) => ({
    screen: 'annotate',
    photo: other,
    word: null,
    isQueue: false,
  }));
}

/**
 * The photos before and after this one: in the search from which it was opened, otherwise in the library.
 *
 * @param routeTo where another photo is shown; by default as this one
 */
export function useNeighbours(
  route: PhotoRoute,
  routeTo: (photo: PhotoId) => Route = (photo) => ({ ...route, photo, word: null }),
): Neighbours {
  const libraryOrder = useLibraryOrder(route);
  const found = useSearchOrder(route);
  const order = route.query === '' ? libraryOrder : found?.order;
  const index = order?.indexOf(route.photo) ?? -1;
  if (order === undefined || index < 0) return { place: null };

  const goTo = (photo: PhotoId | undefined) =>
    photo === undefined
      ? undefined
      : () => {
          navigation.getState().navigate(routeTo(photo), { replace: true });
        };
  const goToPrevious = goTo(order[index - 1]);
  const goToNext = goTo(order[index + 1]);
  return {
    place: { index: index + 1, total: found?.total ?? order.length },
    ...(goToPrevious === undefined ? {} : { goToPrevious }),
    ...(goToNext === undefined ? {} : { goToNext }),
  };
}

interface SearchOrder {
  readonly order: readonly PhotoId[];
  readonly total: number;
}

/** The photos of the search from which this one was opened. Getting near the last loaded one loads more. */
function useSearchOrder({ query, photo }: PhotoRoute): SearchOrder | undefined {
  const page = useStore(search, (state) => (query === '' ? null : answerTo(state, query)));
  const order = useMemo(() => page?.results.map((result) => result.photo.id), [page]);
  useEffect(() => {
    if (order?.slice(-nearEnd).includes(photo) === true) void search.getState().more();
  }, [order, photo]);
  return page === null || order === undefined ? undefined : { order, total: page.total };
}

function useLibraryOrder({ query, status, collection, folder }: PhotoRoute): readonly PhotoId[] | undefined {
  const sort = useStore(libraryView, (state) => state.sort);
  // Asked again only when photos are added or removed: reading them does not change their order.
  const { answer: info } = useCall('libraryInfo', {});
  return useToldCall('listPhotoIds', query === '' ? { status, collection, folder, sort } : null, {
    again: info?.photos ?? null,
    isKept: true,
  });
}
