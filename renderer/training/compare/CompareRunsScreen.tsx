import { CompareScreen } from '../../common/CompareScreen.tsx';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { RunId, RunWithCurves } from '../../../shared/contract/run.ts';
import { formatRoute } from '../../state/route.ts';
import { runBook } from '../stores.ts';
import { RunBadge } from '../run/RunControls.tsx';
import { compareConfigs, compareScores } from './compareRuns.ts';
import { CompareTable } from '../../ui/CompareTable.tsx';
import { LineChart } from '../chart/LineChart.tsx';
import type { Series, SeriesPoint } from '../chart/layOut.ts';
import { formatLearningRate, formatLoss, formatRate } from '../../ui/figures.ts';
import { heldBack } from '../run/RunCurves.tsx';

/** Compares runs: curves, scores and settings. */
export function CompareRunsScreen({ runs: ids }: { readonly runs: readonly RunId[] }) {
  const book = useStore(runBook, (state) => state.runs);
  const errors = useStore(runBook, (state) => state.errors);
  const key = ids.join(' ');
  useEffect(() => {
    void runBook.getState().open(key === '' ? [] : (key.split(' ').map(Number) as RunId[]));
  }, [key]);
  const shown = ids.flatMap((id) => book.get(id) ?? []);
  const [error] = errors.values();
  return (
    <CompareScreen what="runs" list={{ screen: 'training' }} count={ids.length} error={error}>
      {shown.length < ids.length ? undefined : <Comparison shown={shown} />}
    </CompareScreen>
  );
}

function Comparison({ shown }: { readonly shown: readonly RunWithCurves[] }) {
  const [isAll, setAll] = useState(false);
  const configs = compareConfigs(shown.map(({ run }) => run));
  const titles = shown.map(({ run }, index) => `${index + 1}. ${run.title}`);
  return (
    <>
      <RunKeys shown={shown} />
      <CompareCurves shown={shown} />
      <section aria-labelledby="scores">
        <h2 id="scores">Scores</h2>
        <CompareTable name="Scores" titles={titles} rows={compareScores(shown)} />
      </section>
      <section aria-labelledby="configs">
        <header className="section-header">
          <h2 id="configs">{isAll ? 'All settings' : 'Different settings'}</h2>
          <label className="check-label">
            <input
              type="checkbox"
              checked={isAll}
              onChange={(event) => {
                setAll(event.target.checked);
              }}
            />
            Show all{' '}
          </label>
        </header>
        <CompareTable
          name="Settings"
          titles={titles}
          rows={isAll ? configs : configs.filter(({ isSame }) => !isSame)}
          nothing="All settings are the same."
        />
      </section>
    </>
  );
}

function RunKeys({ shown }: { readonly shown: readonly RunWithCurves[] }) {
  return (
    <ul className="run-keys">
      {shown.map(({ run }, index) => (
        <li key={run.id}>
          <svg className={`curve curve-${index}`} viewBox="0 0 20 4" width={20} height={4} aria-hidden>
            <path d="M0 2H20" />
          </svg>
          <a href={formatRoute({ screen: 'run', run: run.id })}>
            {String(index + 1)}. <bdi>{run.title}</bdi>
          </a>
          <RunBadge run={run} />
        </li>
      ))}
    </ul>
  );
}

/** The curves of several runs in the same charts. */
function CompareCurves({ shown }: { readonly shown: readonly RunWithCurves[] }) {
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
        series={series((run) => heldBack(run, ({ cer }) => cer), true)}
        format={formatRate}
        {...common}
      />
      <LineChart
        title="WER"
        definition="Word error rate: share of held-out words with at least one error."
        series={series((run) => heldBack(run, ({ wer }) => wer), true)}
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
