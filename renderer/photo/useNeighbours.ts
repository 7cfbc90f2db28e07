import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { PhotoId } from '../../shared/photo.ts';
import { house } from '../bridge.ts';
import { loadPhotoOrder } from '../library/photoOrder.ts';
import type { PhotoRoute } from '../state/route.ts';
import { navigation, photoList, search, toasts } from '../stores.ts';

export interface Neighbours {
  /** Absent at the ends, and until the order is known. */
  readonly goToPrevious?: () => void;
  readonly goToNext?: () => void;
  /** Place in the order from 1, and how many there are; null until it is known. */
  readonly place: { readonly index: number; readonly total: number } | null;
}

/** The photos before and after this one: in the search that led here, otherwise in the library. */
export function useNeighbours(route: PhotoRoute): Neighbours {
  const libraryOrder = useLibraryOrder(route);
  const results = useStore(search, (state) =>
    state.query === route.query ? state.page?.results : undefined,
  );
  const order = route.query === '' ? libraryOrder : results?.map(({ photo }) => photo.id);
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
    place: { index: index + 1, total: order.length },
    ...(goToPrevious === undefined ? {} : { goToPrevious }),
    ...(goToNext === undefined ? {} : { goToNext }),
  };
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
      .attempt(loadPhotoOrder(house, status))
      .then((loaded) => {
        if (isCurrent && loaded !== undefined) setOrder(loaded);
      });
    return () => {
      isCurrent = false;
    };
  }, [query, status, photos]);
  return order;
}
