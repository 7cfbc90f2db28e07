import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { SearchPage } from '../../shared/contract/search.ts';
import type { WordId } from '../../shared/contract/word.ts';
import type { PhotoRoute } from '../state/route.ts';
import { shownGroups } from '../state/hits.ts';
import { answerTo, whenAnswered } from '../state/search.ts';
import { search } from '../state/stores.ts';

/** What of a photo matches the search from which it was opened, as the results show it. */
export interface PhotoHits {
  /** How many hits there are: several words may be one. */
  readonly count: number;
  readonly words: ReadonlySet<WordId>;
}

/** The hits of this photo; none while the search is running. */
export function useHits({ photo, query }: PhotoRoute): PhotoHits {
  const page = useStore(search, (state) => answerTo(state, query));
  useEffect(() => {
    if (query !== '') search.getState().search(query, { now: true });
  }, [query]);
  return useMemo(() => hitsOn(photo, query === '' ? null : page), [page, photo, query]);
}

/** The words of a photo that match a search, once the search has answered; none if it fails. */
export async function whenHitsAreKnown(photo: PhotoId, query: string): Promise<ReadonlySet<WordId>> {
  return hitsOn(photo, query === '' ? null : await whenAnswered(search, query)).words;
}

function hitsOn(id: PhotoId, page: SearchPage | null): PhotoHits {
  const result = page?.results.find(({ photo }) => photo.id === id);
  const groups = shownGroups(result?.hits ?? []);
  return {
    count: groups.length,
    words: new Set(groups.flatMap(({ words }) => words.map(({ word }) => word))),
  };
}
