import { useState } from 'react';
import type { RunWithCurves } from '../../../shared/contract/run.ts';
import { ChoiceButtons } from '../../ui/ChoiceButtons.tsx';
import { LineChart } from '../chart/LineChart.tsx';
import { formatCount } from '../../ui/format.ts';
import { formatLearningRate, formatLoss, formatRate } from '../../ui/figures.ts';
import { chartsOf } from './runSeries.ts';
import { RunTables } from './RunTables.tsx';

/** Loss, error rates, learning rate and speed, as curves or as tables. */
export function RunCurves({ shown }: { readonly shown: RunWithCurves }) {
  const [form, setForm] = useState<'curves' | 'table'>('curves');
  const [isLogarithmic, setLogarithmic] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const { points, evaluations } = shown;
  if (points.length === 0 && evaluations.length === 0) return null;
  const charts = chartsOf(shown);
  const common = { cursor, onCursor: setCursor };

  return (
    <section aria-labelledby="curves">
      <header className="section-header">
        <h2 id="curves">Curves</h2>
        <span className="hint">
          {cursor === null ? 'Point at a curve, or use the arrow keys on it.' : `Step ${formatCount(cursor)}`}
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
          <LineChart
            title="Loss"
            definition="Training loss in nats per word."
            series={charts.loss}
            format={formatLoss}
            isLogarithmic={isLogarithmic}
            {...common}
          />
          <LineChart
            title="CER"
            definition="Character error rate: errors per character, on held-out words. The ring marks the best checkpoint, which is kept."
            series={charts.cer}
            format={formatRate}
            {...common}
          />
          <LineChart
            title="WER"
            definition="Word error rate: share of held-out words with at least one error."
            series={charts.wer}
            format={formatRate}
            {...common}
          />
          <LineChart
            title="Loss per character"
            definition="Loss on held-out words in nats per character. It falls before the error rates do."
            series={charts.checkLoss}
            format={formatLoss}
            isLogarithmic={isLogarithmic}
            {...common}
          />
          <LineChart
            title="Learning rate"
            series={charts.learningRate}
            format={formatLearningRate}
            {...common}
          />
          <LineChart
            title="Words/s"
            series={charts.speed}
            format={(value) => formatCount(Math.round(value))}
            {...common}
          />
        </div>
      )}
    </section>
  );
}
