import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { SearchPage } from '../../shared/contract/search.ts';
import type { WordId } from '../../shared/contract/word.ts';
import type { PhotoRoute } from '../state/route.ts';
import { answerTo, whenAnswered } from '../state/search.ts';
import { search } from '../state/stores.ts';

/** The words of this photo that match the search from which it was opened; none while the search is running. */
export function useHits({ photo, query }: PhotoRoute): ReadonlySet<WordId> {
  const page = useStore(search, (state) => answerTo(state, query));
  useEffect(() => {
    if (query !== '') search.getState().search(query, { now: true });
  }, [query]);
  return useMemo(() => hitsOn(photo, query === '' ? null : page), [page, photo, query]);
}

/** The words of a photo that match a search, once the search has answered; none if it fails. */
export async function whenHitsAreKnown(photo: PhotoId, query: string): Promise<ReadonlySet<WordId>> {
  return hitsOn(photo, query === '' ? null : await whenAnswered(search, query));
}

function hitsOn(id: PhotoId, page: SearchPage | null): ReadonlySet<WordId> {
  const result = page?.results.find(({ photo }) => photo.id === id);
  return new Set(result?.hits.map(({ word }) => word));
}
