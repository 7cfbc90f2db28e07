import type { ModelId } from '../../shared/contract/model.ts';
import type { Run } from '../../shared/contract/run.ts';
import { runWords } from '../../shared/networks.ts';
import { describeScores } from '../common/verdict.ts';
import { formatRate } from '../ui/figures.ts';
import { counted } from '../../shared/text.ts';

/**
 * How well a model reads, as the latest run that made it or began with it has measured: "CER 33.1 % on 6 held-out words",
 * "CER 12.0 % on 817 words by other writers". Empty without such a run.
 */
export function runScores(model: ModelId, runs: readonly Run[]): readonly string[] {
  const measured = runs.filter(({ result }) => result !== null).toSorted((a, b) => b.id - a.id);
  const run =
    measured.find(({ result }) => result?.model === model) ??
    measured.find(({ base }) => base.model === model);
  const result = run?.result;
  const scores = result?.model === model ? result.after : result?.before;
  if (run === undefined || scores === undefined || scores === null) return [];
  const { scored, rates } = runWords(run.reads);
  const { heldBack, base } = scores;
  return [
    result?.model === model
      ? describeScores(run, result)
      : `${rates[0]} ${formatRate(heldBack.cer)} on ${counted(heldBack.words, `held-out ${scored}`)}`,
    ...(base === null
      ? []
      : [`${rates[0]} ${formatRate(base.cer)} on ${counted(base.words, 'word')} by other writers`]),
  ];
}
