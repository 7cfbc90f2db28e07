import type { Hit, SearchPage, SearchResult } from '../../shared/contract/search.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { WordId } from '../../shared/contract/word.ts';

/** One hit that "Next hit" and "Previous hit" move to. */
export interface HitStep {
  readonly photo: PhotoId;
  readonly word: WordId;
}

/** Whether all photos of the results are loaded, not only the first pages. */
export function isWhole({ results, total }: Pick<SearchPage, 'results' | 'total'>): boolean {
  return results.length >= total;
}

/** All hits in the order of the results; a word that matches two terms occurs once. */
export function hitSteps(results: readonly SearchResult[]): HitStep[] {
  return results.flatMap(({ photo, hits }) =>
    distinctHits(hits).map(({ word }) => ({ photo: photo.id, word })),
  );
}

/** The hits of a photo in reading order, each word only with its most likely reading. */
export function distinctHits(hits: readonly Hit[]): Hit[] {
  const byWord = new Map<WordId, Hit>();
  for (const hit of hits) {
    const known = byWord.get(hit.word);
    if (known === undefined || hit.probability > known.probability) byWord.set(hit.word, hit);
  }
  return [...byWord.values()];
}

/**
 * The next (1) or previous (-1) hit; after the last comes the first. On a photo without a selected word it is
 * that photo's first hit (going back, its last); without a photo, the first or last of all.
 *
 * @param isAll whether `steps` contains all hits; otherwise the last one is unknown, and null is returned in its place
 */
export function stepHit(
  steps: readonly HitStep[],
  from: { readonly photo: PhotoId | null; readonly word: WordId | null },
  by: 1 | -1,
  isAll = true,
): HitStep | null {
  const current = steps.findIndex(({ photo, word }) => photo === from.photo && word === from.word);
  if (current >= 0) {
    const next = isAll ? (current + by + steps.length) % steps.length : current + by;
    return steps[next] ?? null;
  }
  const inPhoto = steps.filter(({ photo }) => photo === from.photo);
  const candidates = inPhoto.length > 0 ? inPhoto : steps;
  if (inPhoto.length === 0 && by === -1 && !isAll) return null;
  return candidates.at(by === 1 ? 0 : -1) ?? null;
}
