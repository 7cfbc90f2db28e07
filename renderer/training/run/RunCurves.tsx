import { useState } from 'react';
import type { RunWithCurves } from '../../../shared/contract/run.ts';
import { ChoiceButtons } from '../../ui/ChoiceButtons.tsx';
import { LineChart } from '../chart/LineChart.tsx';
import { formatCount } from '../../ui/format.ts';
import { formatLearningRate, formatLoss, formatRate } from '../figures.ts';
import { chartsOf } from './runSeries.ts';
import { RunTables } from './RunTables.tsx';

/** Loss, error rates, learning rate and speed as they go, drawn or as a table. */
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
            Loss on a log scale
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
            definition="Of the words that it trains on, nats for each word."
            series={charts.loss}
            format={formatLoss}
            isLogarithmic={isLogarithmic}
            {...common}
          />
          <LineChart
            title="CER"
            definition="Share of letters read wrong, of words that it does not train on. The ring is the best: those weights are kept."
            series={charts.cer}
            format={formatRate}
            {...common}
          />
          <LineChart
            title="WER"
            definition="Share of words not read exactly, of words that it does not train on."
            series={charts.wer}
            format={formatRate}
            {...common}
          />
          <LineChart
            title="Loss of a letter"
            definition="Of words that it does not train on, nats for each letter: it falls before the errors do."
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
