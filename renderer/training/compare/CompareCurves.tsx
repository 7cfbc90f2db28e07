import { useState } from 'react';
import type { RunWithCurves } from '../../../shared/contract/run.ts';
import { LineChart } from '../chart/LineChart.tsx';
import type { Series, SeriesPoint } from '../chart/series.ts';
import { formatLearningRate, formatLoss, formatRate } from '../../ui/figures.ts';
import { heldBack } from '../run/runSeries.ts';

/** The curves of several runs in the same charts. */
export function CompareCurves({ shown }: { readonly shown: readonly RunWithCurves[] }) {
  const [cursor, setCursor] = useState<number | null>(null);
  const common = { cursor, onCursor: setCursor };
  const series = (pointsOf: (run: RunWithCurves) => SeriesPoint[], isMarked = false): Series[] =>
    shown.map((run, colour) => ({
      name: String(colour + 1),
      colour,
      isMarked,
      points: pointsOf(run),
    }));
  return (
    <section aria-label="Curves" className="charts compare-charts">
      <LineChart
        title="CER"
        definition="Character error rate: errors per character, on held-out words."
        series={series(({ evaluations }) => heldBack(evaluations, ({ cer }) => cer), true)}
        format={formatRate}
        {...common}
      />
      <LineChart
        title="WER"
        definition="Word error rate: share of held-out words with at least one error."
        series={series(({ evaluations }) => heldBack(evaluations, ({ wer }) => wer), true)}
        format={formatRate}
        {...common}
      />
      <LineChart
        title="Loss"
        definition="Training loss in nats per word."
        series={series(({ points }) => points.map(({ step, loss }) => ({ step, value: loss })))}
        format={formatLoss}
        {...common}
      />
      <LineChart
        title="Learning rate"
        series={series(({ points }) =>
          points.map(({ step, learningRate }) => ({ step, value: learningRate })),
        )}
        format={formatLearningRate}
        {...common}
      />
    </section>
  );
}
