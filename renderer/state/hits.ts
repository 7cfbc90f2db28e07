import type { PhotoId } from '../../shared/contract/photo.ts';
import { weakBelow, type Hit, type SearchPage, type SearchResult } from '../../shared/contract/search.ts';
import type { WordId } from '../../shared/contract/word.ts';

/** One hit that "Next hit" and "Previous hit" move to. */
export interface HitStep {
  readonly photo: PhotoId;
  /** Its first word. */
  readonly word: WordId;
  /** All of its words. Default: only the first. */
  readonly words?: readonly WordId[];
}

/** Whether all photos of the results are loaded, not only the first pages. */
export function isWhole({ results, total }: Pick<SearchPage, 'results' | 'total'>): boolean {
  return results.length >= total;
}

/** Results that show nearly the same picture: the best one, and the others below it. */
export interface ResultStack {
  readonly top: SearchResult;
  readonly others: readonly SearchResult[];
}

/** The results as they are shown, in the order of the best ones. */
export function stacksOf(results: readonly SearchResult[]): ResultStack[] {
  const shown = new Set(results.map(({ photo }) => photo.id));
  const isBelow = ({ stackedOn }: SearchResult): boolean => stackedOn !== null && shown.has(stackedOn);
  const below = Map.groupBy(results.filter(isBelow), ({ stackedOn }) => stackedOn);
  return results
    .filter((result) => !isBelow(result))
    .map((top) => ({ top, others: below.get(top.photo.id) ?? [] }));
}

/** The hits that are shown, in their order: those of weak results only if no result is better. */
export function hitSteps(results: readonly SearchResult[]): HitStep[] {
  const stacks = stacksOf(results);
  const shown = stacks.slice(0, firstWeak(stacks)).flatMap(({ top, others }) => [top, ...others]);
  return shown.flatMap(({ photo, hits }) =>
    shownGroups(hits).map(({ start, words }) => ({
      photo: photo.id,
      word: start,
      words: words.map(({ word }) => word),
    })),
  );
}

/** The place of the first weak stack, if it comes after more likely ones; else the number of stacks. */
export function firstWeak(stacks: readonly ResultStack[]): number {
  const place = stacks.findIndex(({ top }) => top.score < weakBelow);
  return place > 0 ? place : stacks.length;
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

/** One hit as people see it: a word, a phrase, or neighbouring words that match different terms. */
export interface HitGroup {
  /** Its first word. */
  readonly start: WordId;
  /** In reading order, at least one. */
  readonly words: readonly Hit[];
  readonly text: string;
  /** That of its least likely word. */
  readonly probability: number;
  /** Whether a person confirmed all of its words. */
  readonly isConfirmed: boolean;
}

/** The hits of a photo that count, the most likely first: weak ones only if none is better. */
export function shownGroups(hits: readonly Hit[]): readonly HitGroup[] {
  const groups = hitGroups(hits).toSorted((a, b) => b.probability - a.probability);
  const strong = groups.filter(({ probability }) => probability >= weakBelow);
  return strong.length > 0 ? strong : groups;
}

const knownGroups = new WeakMap<readonly Hit[], readonly HitGroup[]>();

/** The hits of a photo as people see them, in reading order. The same hits are grouped once, however often they are shown. */
export function hitGroups(hits: readonly Hit[]): readonly HitGroup[] {
  const groups = knownGroups.get(hits) ?? groupHits(hits);
  knownGroups.set(hits, groups);
  return groups;
}

function groupHits(hits: readonly Hit[]): HitGroup[] {
  return Array.from(
    Map.groupBy(distinctHits(hits), ({ start }) => start),
    ([start, words]) => ({
      start,
      words,
      text: words.map(({ text }) => text).join(' '),
      probability: Math.min(...words.map(({ probability }) => probability)),
      isConfirmed: words.every(({ isConfirmed }) => isConfirmed),
    }),
  );
}

/**
 * The next (1) or previous (-1) hit; after the last comes the first. On a photo without a selected hit it is
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
  const current = steps.findIndex((step) => isAt(step, from));
  if (current >= 0) {
    const next = isAll ? (current + by + steps.length) % steps.length : current + by;
    return steps[next] ?? null;
  }
  const inPhoto = steps.filter(({ photo }) => photo === from.photo);
  const candidates = inPhoto.length > 0 ? inPhoto : steps;
  if (inPhoto.length === 0 && by === -1 && !isAll) return null;
  return candidates.at(by === 1 ? 0 : -1) ?? null;
}

/** Whether a hit has a word. */
export function isAt(
  { photo, word, words = [word] }: HitStep,
  at: { readonly photo: PhotoId | null; readonly word: WordId | null },
): boolean {
  return photo === at.photo && at.word !== null && words.includes(at.word);
}
