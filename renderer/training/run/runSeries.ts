import type { RunEvaluation, RunPoint, RunWithCurves, Score } from '../../../shared/contract/run.ts';
import type { Series, SeriesPoint } from '../chart/series.ts';

/** The curves of one run, by chart. */
export function chartsOf({ points, evaluations }: Pick<RunWithCurves, 'points' | 'evaluations'>) {
  const step = (name: string, valueOf: (point: RunPoint) => number): Series[] => [
    { name, colour: 0, points: points.map((point) => ({ step: point.step, value: valueOf(point) })) },
  ];
  const check = (valueOf: (score: Score) => number): Series[] => {
    const base = baseSeries(evaluations, valueOf);
    return [
      { name: 'held-out words', colour: 0, isMarked: true, points: heldBack(evaluations, valueOf) },
      ...(base.length > 0
        ? [{ name: 'other writers', colour: 1, isMarked: true, isDashed: true, points: base }]
        : []),
    ];
  };
  return {
    loss: step('training', ({ loss }) => loss),
    learningRate: step('rate', ({ learningRate }) => learningRate),
    speed: step('speed', ({ wordsPerSecond }) => wordsPerSecond),
    cer: check(({ cer }) => cer),
    wer: check(({ wer }) => wer),
    checkLoss: check(({ loss }) => loss),
  };
}

/** Values on held-out words, with the best one marked. */
export function heldBack(
  evaluations: readonly RunEvaluation[],
  valueOf: (score: Score) => number,
): SeriesPoint[] {
  const best = evaluations.findLastIndex((evaluation) => evaluation.best);
  return evaluations.map((evaluation, index) => ({
    step: evaluation.step,
    value: valueOf(evaluation.heldBack),
    isBest: index === best,
  }));
}

function baseSeries(evaluations: readonly RunEvaluation[], valueOf: (score: Score) => number): SeriesPoint[] {
  return evaluations.flatMap(({ step, base }) => (base === null ? [] : [{ step, value: valueOf(base) }]));
}
