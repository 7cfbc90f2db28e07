import { useStore } from 'zustand';
import { runWords } from '../../shared/networks.ts';
import type { Run, RunId } from '../../shared/contract/run.ts';
import { formatRoute } from '../state/route.ts';
import { navigation, runList } from '../state/stores.ts';
import { CompareMarked } from '../ui/CompareTable.tsx';
import { formatDuration, formatMoment } from '../ui/format.ts';
import { ProgressBar } from '../ui/Progress.tsx';
import { mostCompared, progressOf } from '../state/runList.ts';
import { isUnfinished } from '../../shared/jobProgress.ts';
import { subtitleOf } from './describeRun.ts';
import { describeScores } from '../common/verdict.ts';
import { formatRate } from '../ui/figures.ts';
import { RunBadge, RunControls } from './run/RunControls.tsx';

/** The runs with their state; selected runs can be compared. */
export function RunList({ runs }: { readonly runs: readonly Run[] }) {
  const marked = useStore(runList, (state) => state.marked);
  const compare = () => {
    navigation.getState().navigate({ screen: 'compare-runs', runs: marked });
  };

  return (
    <section className="run-section" aria-labelledby="runs">
      <header className="section-header">
        <h2 id="runs">Runs</h2>
        {marked.length > 0 && (
          <>
            <span className="hint" role="status">
              {marked.length === 1
                ? 'Select another run to compare.'
                : `${marked.length} selected${marked.length === mostCompared ? ' (maximum)' : ''}`}
            </span>
            <CompareMarked marked={marked} onToggle={runList.getState().toggleMark} onCompare={compare} />
          </>
        )}
      </header>
      <ul className="runs">
        {runs.map((run) => (
          <RunRow key={run.id} run={run} isMarked={marked.includes(run.id)} />
        ))}
      </ul>
    </section>
  );
}

function RunRow({ run, isMarked }: { readonly run: Run; readonly isMarked: boolean }) {
  const { id, title, experiment, etaSeconds, createdAt, state } = run;
  const details = [subtitleOf(run), experiment, formatMoment(createdAt)].filter((part) => part !== null);
  return (
    <li className="run-row" data-state={state}>
      <MarkBox run={id} title={title} isMarked={isMarked} />
      <div className="run-row-text">
        <a className="run-row-title" dir="auto" href={formatRoute({ screen: 'run', run: id })}>
          {title}
        </a>
        <p className="hint">{details.join(' · ')}</p>
      </div>
      <div className="run-row-score">{scoreOf(run)}</div>
      <RunBadge run={run} />
      <div className="run-row-controls">
        <RunControls run={run} isNamed />
      </div>
      {isUnfinished(run) && state !== 'queued' && (
        <div className="run-row-progress">
          <ProgressBar label={title} value={state === 'running' ? progressOf(run) : (progressOf(run) ?? 0)} />
          {state === 'running' && etaSeconds !== null && (
            <span className="hint">{formatDuration(etaSeconds)} left</span>
          )}
        </div>
      )}
    </li>
  );
}

/** CER on held-out words: before and after, or the best so far. */
function scoreOf(run: Run): string {
  const { result, best, reads } = run;
  const [rate] = runWords(reads).rates;
  if (result !== null) return describeScores(run, result);
  return best === null ? '' : `${formatRate(best.heldBack.cer)} ${rate} so far`;
}

interface MarkBoxProps {
  readonly run: RunId;
  readonly title: string;
  readonly isMarked: boolean;
}

function MarkBox({ run, title, isMarked }: MarkBoxProps) {
  return (
    <input
      type="checkbox"
      aria-label={`Compare ${title}`}
      title="Compare"
      checked={isMarked}
      onChange={() => {
        runList.getState().toggleMark(run);
      }}
    />
  );
}
