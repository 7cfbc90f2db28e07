import type { Run } from '../../../shared/contract/run.ts';
import { nameOfEngine } from '../../common/engineNames.ts';
import { formatCount, formatDuration } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/Progress.tsx';
import { progressOf, stateOf } from '../../state/runList.ts';
import { formatSpeed } from '../../ui/figures.ts';
import { isUnfinished } from '../../state/runList.ts';

/** The progress, speed and remaining time of a run. */
export function RunProgress({ run }: { readonly run: Run }) {
  if (!isUnfinished(run)) return null;
  const { state, step, totalSteps, wordsPerSecond, etaSeconds, engine } = run;
  const isRunning = state === 'running';
  const figures = [
    totalSteps === null ? null : `Step ${formatCount(step)} of ${formatCount(totalSteps)}`,
    isRunning && wordsPerSecond !== null ? formatSpeed(wordsPerSecond) : null,
    engine === null ? null : `on ${nameOfEngine(engine.engine)}`,
    isRunning && etaSeconds !== null ? `${formatDuration(etaSeconds)} left` : null,
  ].filter((figure) => figure !== null);
  return (
    <section className="panel run-progress" aria-label="Progress">
      <p className="run-progress-state">{stateOf(run)}</p>
      <ProgressBar label="Progress of the run" value={isRunning ? progressOf(run) : (progressOf(run) ?? 0)} />
      <p className="hint">{figures.length > 0 ? figures.join(' · ') : waiting(run)}</p>
    </section>
  );
}

function waiting({ state }: Run): string {
  if (state === 'queued') return 'Runs are processed one at a time, in the order of the queue.';
  return state === 'paused'
    ? 'The run continues where it stopped.'
    : 'The remaining time is known once the words are counted.';
}
