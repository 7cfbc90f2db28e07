import type { Run } from '../../../shared/contract/run.ts';
import { nameOfEngine } from '../../models/engineNames.ts';
import { formatCount, formatDuration } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/Progress.tsx';
import { progressOf, stateOf } from '../describeRun.ts';
import { formatSpeed } from '../figures.ts';
import { isUnfinished } from '../runList.ts';

/** How far a run is, how fast, how long still. */
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
  if (state === 'queued')
    return 'Runs are done one after another, in the order in which they were asked for.';
  return state === 'paused'
    ? 'It goes on where it stopped.'
    : 'How long it takes is known once words are counted.';
}
