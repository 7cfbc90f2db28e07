import { metricNames, type Evaluation, type MetricName } from '../../shared/contract/evaluation.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import type { Run } from '../../shared/contract/run.ts';
import type { ModelCard } from '../../shared/contract/modelCalls.ts';
import { splitNames } from '../common/names.ts';
import { runScores } from './runScores.ts';
import { rowOf, type ComparedRow } from '../ui/CompareTable.tsx';
import { formatBytes, formatCount, formatPlural } from '../ui/format.ts';
import { formatMetric, isBetterLow, metricTitles } from './evaluation/metrics.ts';

/** The details of the models. */
export function compareCards(cards: readonly ModelCard[], runs: readonly Run[]): ComparedRow[] {
  const row = (name: string, valueOf: (card: ModelCard) => string): ComparedRow =>
    rowOf(name, cards.map(valueOf));
  return [
    row('In use', ({ model }) => (model.promoted ? 'yes' : 'no')),
    row('Measured in its run', ({ model }) => runScores(model.id, runs).join('; ') || '–'),
    row('Run', ({ run }) => (run === null ? '–' : `Run ${String(run)}`)),
    row('Base model', ({ base }) => base?.id ?? '–'),
    row('Dataset', ({ dataset }) => dataset?.slice(0, 10) ?? '–'),
    row('Characters', ({ model }) => formatCount(Array.from(model.characters ?? '').length)),
    row('Parameters', ({ model }) => formatCount(model.parameters)),
    row('Size', ({ model }) => formatBytes(model.bytes)),
  ];
}

interface ComparedEvaluations {
  /** The evaluated words. */
  readonly name: string;
  readonly rows: readonly ComparedRow[];
  /** Models that were trained on these words: their scores say nothing about other words. */
  readonly trained: readonly ModelId[];
}

/** The latest scores of each model on words that at least two of them were evaluated on. */
export function compareEvaluations(cards: readonly ModelCard[]): ComparedEvaluations[] {
  const places = new Map<string, Evaluation>();
  for (const evaluation of cards.flatMap(({ evaluations }) => evaluations)) {
    places.set(placeOf(evaluation), evaluation);
  }
  return [...places].flatMap(([place, sample]) => {
    const latest = cards.map(
      ({ evaluations }) =>
        evaluations.filter((each) => placeOf(each) === place).sort((a, b) => b.id - a.id)[0],
    );
    if (latest.filter((each) => each !== undefined).length < 2) return [];
    const rows = (['greedy', 'decoder'] as const).flatMap((decoding) =>
      metricNames.map((metric) => metricRow(metric, decoding, latest)),
    );
    const trained = cards.filter((card) => isTrainedOn(card, sample)).map(({ model }) => model.id);
    const fair = trained.length === 0 ? rows : rows.map((row) => ({ ...row, best: [] }));
    return [{ name: nameOf(sample), rows: fair, trained }];
  });
}

/** Whether words of an evaluation may have trained a model: all but those of the test and the validation split. */
export function isTrainedOn(
  { seen }: Pick<ModelCard, 'seen'>,
  { dataset, split }: Pick<Evaluation, 'dataset' | 'split'>,
): boolean {
  return seen.includes(dataset) && (split === null || split === 'train');
}

function metricRow(
  metric: MetricName,
  decoding: 'greedy' | 'decoder',
  evaluations: readonly (Evaluation | undefined)[],
): ComparedRow {
  const numbers = evaluations.map((evaluation) => evaluation?.[decoding][metric]);
  const row = rowOf(
    `${metricTitles[metric]}${decoding === 'decoder' ? ', with decoder' : ''}`,
    numbers.map((number) => (number === undefined ? '–' : formatMetric(metric, number))),
  );
  if (row.isSame) return row;
  const known = numbers.filter((number) => number !== undefined);
  const wanted = isBetterLow(metric) ? Math.min(...known) : Math.max(...known);
  return { ...row, best: numbers.flatMap((number, index) => (number === wanted ? [index] : [])) };
}

function placeOf({ dataset, split }: Evaluation): string {
  return `${dataset} ${split ?? 'all'}`;
}

function nameOf({ dataset, split, words }: Evaluation): string {
  const part = split === null ? 'all words' : `${splitNames[split].toLowerCase()} split`;
  return `${dataset.slice(0, 10)}, ${part}, ${formatPlural(words, 'word')}`;
}
