import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { house } from '../bridge.ts';
import { answerTo } from '../search/searchStore.ts';
import type { PhotoRoute } from '../state/route.ts';
import { navigation, photoList, search, toasts } from '../stores.ts';

export interface Neighbours {
  /** Absent at the ends, and until the order is known. */
  readonly goToPrevious?: () => void;
  readonly goToNext?: () => void;
  /** Place in the order from 1, and how many there are; null until it is known. */
  readonly place: { readonly index: number; readonly total: number } | null;
}

/** So many photos before the last that is loaded the next are asked for. */
const nearEnd = 8;

/** The photos before and after this one: in the search that led here, otherwise in the library. */
export function useNeighbours(route: PhotoRoute): Neighbours {
  const libraryOrder = useLibraryOrder(route);
  const found = useSearchOrder(route);
  const order = route.query === '' ? libraryOrder : found?.order;
  const index = order?.indexOf(route.photo) ?? -1;
  if (order === undefined || index < 0) return { place: null };

  const goTo = (photo: PhotoId | undefined) =>
    photo === undefined
      ? undefined
      : () => {
          navigation.getState().navigate({ ...route, photo, word: null }, { replace: true });
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
  /** Of those photos that are loaded. */
  readonly order: readonly PhotoId[];
  readonly total: number;
}

/** The photos of the search that led here. Being near the last that is loaded brings the next. */
function useSearchOrder({ query, photo }: PhotoRoute): SearchOrder | undefined {
  const page = useStore(search, (state) => (query === '' ? null : answerTo(state, query)));
  const order = useMemo(() => page?.results.map((result) => result.photo.id), [page]);
  useEffect(() => {
    if (order?.slice(-nearEnd).includes(photo) === true) void search.getState().more();
  }, [order, photo]);
  return page === null || order === undefined ? undefined : { order, total: page.total };
}

function useLibraryOrder({ query, status }: PhotoRoute): readonly PhotoId[] | undefined {
  const [order, setOrder] = useState<readonly PhotoId[]>();
  // Asked again only when photos come or go: what is read in them does not change their order.
  const photos = useStore(photoList, (state) => state.info?.photos);
  useEffect(() => {
    if (query !== '') return undefined;
    let isCurrent = true;
    void toasts
      .getState()
      .attempt(house.listPhotoIds({ status }))
      .then((loaded) => {
        if (isCurrent && loaded !== undefined) setOrder(loaded);
      });
    return () => {
      isCurrent = false;
    };
  }, [query, status, photos]);
  return order;
}
