import { ArrowRight, PenLine } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Corrections, Run } from '../../shared/contract/run.ts';
import { formatRoute } from '../state/route.ts';
import { corrections, navigation } from '../state/stores.ts';
import { startAndShow, useToldCall } from '../state/messages.ts';
import { Button } from '../ui/Button.tsx';
import { formatCount, formatDuration, formatPlural } from '../ui/format.ts';
import { ProgressBar, ProgressRing } from '../ui/Progress.tsx';
import { progressOf, stateOf } from '../state/runList.ts';
import { isUnfinished } from '../../shared/jobProgress.ts';
import { correctionsToBeSure } from '../../shared/runVerdict.ts';
import { shortVerdict } from './verdict.ts';

/** A button "Train on my 137 corrections", or how many words are missing, or the progress of the run. */
export function LearnCorrections() {
  const state = useToldCall('correctionsState', {});
  const [isStarting, setStarting] = useState(false);
  if (state === undefined) return null;
  const { words, neededWords, run } = state;

  if (run !== null && isUnfinished(run)) {
    const left = run.etaSeconds === null ? '' : ` · ${formatDuration(run.etaSeconds)} left`;
    return (
      <a className="button" href={formatRoute({ screen: 'run', run: run.id })}>
        <ProgressRing value={run.state === 'running' ? progressOf(run) : 0} />
        {stateOf(run)}
        {left}
      </a>
    );
  }
  const start = async () => {
    setStarting(true);
    await startAndShow(corrections.learn());
    setStarting(false);
  };
  return (
    <div className="learn-corrections">
      <Button
        icon={PenLine}
        changes="learnCorrections"
        disabled={isStarting || words < neededWords}
        onClick={() => void start()}
      >
        {words < neededWords ? 'Train on my corrections' : `Train on my ${formatPlural(words, 'correction')}`}
      </Button>
      <State corrections={state} />
    </div>
  );
}

/** From the first word to a sure verdict. */
function meterText({
  words,
  neededWords,
  goal,
}: Pick<Corrections, 'words' | 'neededWords'> & { readonly goal: number }): string {
  const start = words < neededWords ? ` Training starts from ${formatPlural(neededWords, 'word')}.` : '';
  return `${formatCount(words)} of about ${formatPlural(goal, 'word')} for a sure verdict.${start}`;
}

function State({
  corrections: { words, newWords, neededWords, run },
}: {
  readonly corrections: Corrections;
}) {
  const goal = correctionsToBeSure(run?.result ?? null);
  // On the screen of these words, a link to it would do nothing.
  const isCorrecting = useStore(navigation, ({ route }) => route.screen === 'label');
  return (
    <>
      {goal !== null && words < goal && (
        <>
          <ProgressBar label="Corrections for a sure verdict" value={words / goal} />
          <p className="hint">
            {meterText({ words, neededWords, goal })} {!isCorrecting && <a href="#/label">Correct words</a>}
          </p>
        </>
      )}
      {run !== null && <LastRun run={run} newWords={newWords} />}
    </>
  );
}

function LastRun({ run, newWords }: { readonly run: Run; readonly newWords: number }) {
  const verdict = shortVerdict(run);
  const outcome = run.state === 'failed' ? 'failed' : run.state === 'cancelled' ? 'cancelled' : verdict;
  return (
    <p className="hint">
      {outcome !== null && (
        <>
          Last run:{' '}
          <a href={formatRoute({ screen: 'run', run: run.id })}>
            {outcome} <ArrowRight size={12} aria-hidden />
          </a>{' '}
          ·{' '}
        </>
      )}
      {newWords > 0 ? `${formatPlural(newWords, 'new word')} since then` : 'No new words since then'}
    </p>
  );
}
