import { boxArea, intersectionArea, intersectionOverUnion, type Box } from '../../../shared/geometry.ts';
import { matchBoxes, type PageDetection } from '../../../main/ml/evaluation/matchBoxes.ts';

/** Why a marked word was not found. */
export type MissCause = 'unseen' | 'merged' | 'split' | 'loose' | 'tight' | 'shifted' | 'box shared';
/** What a found box that is no word lies on. */
export type FalseAlarmCause =
  | 'part of a found word'
  | 'part of a missed word'
  | 'several words'
  | 'loose around a word'
  | 'word found twice'
  | 'edge of an ignored region'
  | 'nothing marked';

export interface Miss {
  /** Index of the marked word. */
  readonly truth: number;
  readonly cause: MissCause;
}

export interface FalseAlarm {
  /** Index of the found box. */
  readonly found: number;
  readonly cause: FalseAlarmCause;
  /** Index of the marked word that it lies on most; null where it lies on none. */
  readonly truth: number | null;
}

/** A box holds another when this share of the other lies in it. */
const holdingShare = 0.6;
/** A box that lies on less of a word than this has nothing to do with it. */
const touchingShare = 0.2;

/** Sorts the errors of one page as `detectionScores` counts them. */
export function detectionCauses(page: PageDetection): { misses: Miss[]; falseAlarms: FalseAlarm[] } {
  const matched = matchBoxes(page.found, page.truths);
  const hit = new Set(matched.values());
  const misses = page.truths.flatMap((box, truth): Miss[] =>
    hit.has(truth) ? [] : [{ truth, cause: causeOfMiss(box, page) }],
  );
  const falseAlarms = page.found.flatMap((box, found): FalseAlarm[] => {
    if (matched.has(found) || shareOnIgnored(box, page.ignored) >= 0.5) return [];
    const truth = truthUnder(box, page.truths);
    return [{ found, truth, cause: causeOfFalseAlarm(box, page, truth, hit) }];
  });
  return { misses, falseAlarms };
}

function causeOfMiss(truth: Box, { found, truths }: PageDetection): MissCause {
  const touching = found.filter((box) => touches(box, truth));
  if (touching.length === 0) return 'unseen';
  if (touching.some((box) => holds(box, truth) && wordsHeld(box, truths) >= 2)) return 'merged';
  if (touching.filter((box) => holds(truth, box)).length >= 2) return 'split';
  if (touching.some((box) => intersectionOverUnion(box, truth) >= 0.5)) return 'box shared';
  if (touching.some((box) => holds(box, truth))) return 'loose';
  return touching.some((box) => holds(truth, box)) ? 'tight' : 'shifted';
}

function causeOfFalseAlarm(
  box: Box,
  { truths, ignored }: PageDetection,
  truth: number | null,
  hit: ReadonlySet<number>,
): FalseAlarmCause {
  if (wordsHeld(box, truths) >= 2) return 'several words';
  const word = truths[truth ?? -1];
  if (truth === null || word === undefined) {
    return shareOnIgnored(box, ignored) > 0 ? 'edge of an ignored region' : 'nothing marked';
  }
  if (hit.has(truth) && intersectionOverUnion(box, word) >= 0.5) return 'word found twice';
  if (holds(word, box)) return hit.has(truth) ? 'part of a found word' : 'part of a missed word';
  return 'loose around a word';
}

function truthUnder(box: Box, truths: readonly Box[]): number | null {
  let most = 0;
  let under: number | null = null;
  for (const [index, truth] of truths.entries()) {
    const shared = intersectionArea(box, truth);
    if (!touches(box, truth) || shared <= most) continue;
    most = shared;
    under = index;
  }
  return under;
}

function wordsHeld(box: Box, truths: readonly Box[]): number {
  return truths.filter((truth) => holds(box, truth)).length;
}

function holds(outer: Box, inner: Box): boolean {
  return intersectionArea(outer, inner) >= holdingShare * boxArea(inner);
}

function touches(box: Box, truth: Box): boolean {
  return intersectionArea(box, truth) >= touchingShare * Math.min(boxArea(box), boxArea(truth));
}

function shareOnIgnored(box: Box, ignored: readonly Box[]): number {
  return ignored.reduce((sum, region) => sum + intersectionArea(box, region), 0) / boxArea(box);
}
