import type { Hit, SearchPage, SearchResult } from '../../shared/contract/search.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { WordId } from '../../shared/contract/word.ts';

/** One stop on the way from hit to hit. */
export interface HitStep {
  readonly photo: PhotoId;
  readonly word: WordId;
}

/** Whether every photo of an answer is here, not its first ones only. */
export function isWhole({ results, total }: Pick<SearchPage, 'results' | 'total'>): boolean {
  return results.length >= total;
}

/** Every hit in the order of the results, a word once even where it answers two terms. */
export function hitSteps(results: readonly SearchResult[]): HitStep[] {
  return results.flatMap(({ photo, hits }) =>
    distinctHits(hits).map(({ word }) => ({ photo: photo.id, word })),
  );
}

/** The hits of a photo, each word with its likeliest reading only, in reading order. */
export function distinctHits(hits: readonly Hit[]): Hit[] {
  const byWord = new Map<WordId, Hit>();
  for (const hit of hits) {
    const known = byWord.get(hit.word);
    if (known === undefined || hit.probability > known.probability) byWord.set(hit.word, hit);
  }
  return [...byWord.values()];
}

/**
 * The stop `by` steps from the current one, round and round. From a photo without a chosen word it is
 * that photo's first hit (its last, going back); from nowhere the first or last of all.
 *
 * @param isAll whether the steps are all that there are; otherwise nobody knows the last, and null is where it would be
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
