import { useState } from 'react';
import { runWords } from '../../../shared/networks.ts';
import type { Run, RunPoint, RunWithCurves, Score } from '../../../shared/contract/run.ts';
import { ChoiceButtons } from '../../ui/Field.tsx';
import { LineChart } from '../chart/LineChart.tsx';
import { formatCount } from '../../ui/format.ts';
import { formatLearningRate, formatLoss, formatRate } from '../../ui/figures.ts';
import { NumberTable } from '../../ui/NumberTable.tsx';
import type { Series, SeriesPoint } from '../chart/layOut.ts';

/** Loss, error rates, learning rate and speed, as curves or as tables. */
export function RunCurves({ shown }: { readonly shown: RunWithCurves }) {
  const [form, setForm] = useState<'curves' | 'table'>('curves');
  const [isLogarithmic, setLogarithmic] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const { points, evaluations } = shown;
  if (points.length === 0 && evaluations.length === 0) return null;
  const charts = chartsOf(shown);
  const texts = textsOf(shown.run.reads);
  const common = { cursor, onCursor: setCursor };
  const [cer, wer] = texts.rates;
  const drawn = [
    { title: 'Loss', definition: texts.loss, series: charts.loss, format: formatLoss, isLogarithmic },
    { title: cer, definition: texts.cer, series: charts.cer, format: formatRate },
    { title: wer, definition: texts.wer, series: charts.wer, format: formatRate },
    {
      ...{ title: texts.checkLossTitle, definition: texts.checkLoss, series: charts.checkLoss },
      ...{ format: formatLoss, isLogarithmic },
    },
    { title: 'Learning rate', series: charts.learningRate, format: formatLearningRate },
    { title: 'Words/s', series: charts.speed, format: (value: number) => formatCount(Math.round(value)) },
  ];

  return (
    <section aria-labelledby="curves">
      <header className="section-header">
        <h2 id="curves">Curves</h2>
        <span className="hint">
          {cursor === null
            ? `The numbers are those of the ${shown.run.result === null ? 'best checkpoint so far' : 'model that was kept'}. Point at a curve, or use the arrow keys on it.`
            : `Step ${formatCount(cursor)}`}
        </span>
        {form === 'curves' && (
          <label className="check-label">
            <input
              type="checkbox"
              checked={isLogarithmic}
              onChange={(event) => {
                setLogarithmic(event.target.checked);
              }}
            />
            Log scale for loss
          </label>
        )}
        <ChoiceButtons
          label="Show as"
          value={form}
          options={[
            ['curves', 'Curves'],
            ['table', 'Table'],
          ]}
          onChange={setForm}
        />
      </header>
      {form === 'table' ? (
        <RunTables shown={shown} />
      ) : (
        <div className="charts">
          {drawn.map((chart) => (
            <LineChart key={chart.title} {...chart} {...common} />
          ))}
        </div>
      )}
    </section>
  );
}

const ofOthers = ['CER, other writers', 'WER, other writers'];

/** The curves as numbers: a table of evaluations and a table of steps. */
function RunTables({ shown: { points, evaluations } }: { readonly shown: RunWithCurves }) {
  const hasBase = evaluations.some(({ base }) => base !== null);
  return (
    <div className="tables">
      <NumberTable
        label="Evaluations during training"
        caption="Evaluations"
        columns={['Step', 'CER', 'WER', 'Loss', ...(hasBase ? ofOthers : []), 'Best']}
      >
        {evaluations.map(({ step, heldBack, base, best }) => (
          <tr key={step}>
            <th scope="row">{formatCount(step)}</th>
            <td>{formatRate(heldBack.cer)}</td>
            <td>{formatRate(heldBack.wer)}</td>
            <td>{formatLoss(heldBack.loss)}</td>
            {hasBase && <td>{base === null ? '' : formatRate(base.cer)}</td>}
            {hasBase && <td>{base === null ? '' : formatRate(base.wer)}</td>}
            <td>{best ? 'best so far' : ''}</td>
          </tr>
        ))}
      </NumberTable>
      <NumberTable label="Steps" caption="Steps" columns={['Step', 'Loss', 'Learning rate', 'Words/s']}>
        {points.map(({ step, loss, learningRate, wordsPerSecond }) => (
          <tr key={step}>
            <th scope="row">{formatCount(step)}</th>
            <td>{formatLoss(loss)}</td>
            <td>{formatLearningRate(learningRate)}</td>
            <td>{formatCount(Math.round(wordsPerSecond))}</td>
          </tr>
        ))}
      </NumberTable>
    </div>
  );
}

/** What the charts of a run show, by what its network reads. */
function textsOf(reads: Run['reads']) {
  const { sample, rates } = runWords(reads);
  if (reads === 'page') {
    return {
      rates,
      loss: 'Training loss in nats per pixel.',
      cer: 'One less the F1 of the lines that it finds on held-out pages, with an IoU of at least 0.5. The ring marks the model that is kept.',
      wer: 'Share of the lines of held-out pages that it does not find.',
      checkLossTitle: 'Loss per pixel',
      checkLoss: 'Loss on held-out pages in nats per pixel.',
    };
  }
  return {
    rates,
    loss: `Training loss in nats per ${sample}.`,
    cer: `Character error rate: errors per character, on held-out ${sample}s. The ring marks the model that is kept: the best checkpoint, or a blend of it and the base model if that reads better.`,
    wer:
      reads === 'line'
        ? 'Word error rate: errors per word, on held-out lines.'
        : `Word error rate: share of held-out ${sample}s with at least one error.`,
    checkLossTitle: 'Loss per character',
    checkLoss: `Loss on held-out ${sample}s in nats per character. It falls before the error rates do.`,
  };
}

/** The curves of one run, by chart. */
function chartsOf(shown: RunWithCurves) {
  const { run, points } = shown;
  const { sample } = runWords(run.reads);
  const step = (name: string, valueOf: (point: RunPoint) => number): Series[] => [
    { name, colour: 0, points: points.map((point) => ({ step: point.step, value: valueOf(point) })) },
  ];
  const check = (valueOf: (score: Score) => number): Series[] => {
    const base = baseSeries(shown, valueOf);
    return [
      { name: `held-out ${sample}s`, colour: 0, isMarked: true, points: heldBack(shown, valueOf) },
      ...(base.length > 0
        ? [{ name: 'other writers', colour: 1, isMarked: true, isDashed: true, points: base }]
        : []),
    ];
  };
  return {
    loss: withMean(step('training', ({ loss }) => loss)),
    learningRate: step('rate', ({ learningRate }) => learningRate),
    speed: step('speed', ({ wordsPerSecond }) => wordsPerSecond),
    cer: check(({ cer }) => cer),
    wer: check(({ wer }) => wer),
    checkLoss: check(({ loss }) => loss),
  };
}

/** The weight of each value in the mean of the values so far. */
const meanWeight = 0.1;
/** A shorter curve shows its direction without a mean. */
const fewestForMean = 12;

/** A curve with its exponential moving average, which shows the direction of noisy values. */
export function withMean(series: readonly Series[]): Series[] {
  return series.flatMap((each) => {
    if (each.points.length < fewestForMean) return [each];
    // Corrected for the start as in Adam, so that the first values are not near 0.
    let sum = 0;
    let weights = 0;
    const points = each.points.map(({ step, value }) => {
      sum = (1 - meanWeight) * sum + meanWeight * value;
      weights = (1 - meanWeight) * weights + meanWeight;
      return { step, value: sum / weights };
    });
    return [
      { ...each, isFaint: true },
      { ...each, name: `${each.name}, mean`, points },
    ];
  });
}

type Evaluated = Pick<RunWithCurves, 'run' | 'evaluations'>;

/**
 * Values on held-out words. The last point of a run that has ended is the model that was kept, which may be a blend of
 * checkpoint and base model; it is marked, or else the best checkpoint so far.
 */
export function heldBack(
  { run: { step, result }, evaluations }: Evaluated,
  valueOf: (score: Score) => number,
): SeriesPoint[] {
  const best = result === null ? evaluations.findLastIndex((evaluation) => evaluation.best) : -1;
  const points = evaluations.map((evaluation, index) => ({
    step: evaluation.step,
    value: valueOf(evaluation.heldBack),
    isBest: index === best,
  }));
  return result === null
    ? points
    : [...points, { step, value: valueOf(result.after.heldBack), isBest: true }];
}

function baseSeries({ run, evaluations }: Evaluated, valueOf: (score: Score) => number): SeriesPoint[] {
  const kept = run.result === null ? [] : [{ step: run.step, base: run.result.after.base }];
  return [...evaluations, ...kept].flatMap(({ step, base }) =>
    base === null ? [] : [{ step, value: valueOf(base) }],
  );
}
