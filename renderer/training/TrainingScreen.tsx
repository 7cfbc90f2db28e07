import { GraduationCap } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { iamDialog, runList } from '../stores.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { RunList } from './RunList.tsx';
import { LearnIamDialog } from './start/LearnIamDialog.tsx';
import { StartingWays } from './start/StartingWays.tsx';
import './training.css';

/** Everything that was taught or is being taught, and how to begin. */
export function TrainingScreen() {
  const runs = useStore(runList, (state) => state.runs);
  const error = useStore(runList, (state) => state.error);
  const isChoosingIam = useStore(iamDialog, (state) => state.isOpen);
  useEffect(() => {
    document.title = 'Training · Inkdex';
    void runList.getState().refresh();
    // Who leaves by the browser's Back leaves the dialog, too.
    return iamDialog.getState().close;
  }, []);

  if (runs === null && error !== null) {
    return (
      <EmptyState icon={GraduationCap} title="The trainings cannot be shown">
        <p>{error.message}</p>
        <Button onClick={() => void runList.getState().refresh()}>Try again</Button>
      </EmptyState>
    );
  }
  return (
    <div className="training-screen" aria-busy={runs === null}>
      {runs?.length === 0 && (
        <div className="training-welcome">
          <div className="empty-state-icon">
            <GraduationCap size={28} strokeWidth={1.6} aria-hidden />
          </div>
          <h1>Teach it your handwriting</h1>
          <p className="lead">
            Inkdex reads strangers’ hands well and yours better, once it has seen some of it. It learns on
            this machine, checks itself on words that it has not seen, and is used only if it is better.
          </p>
        </div>
      )}
      {runs !== null && runs.length > 0 && (
        <header className="training-header">
          <h1>Training</h1>
        </header>
      )}
      {runs !== null && <StartingWays />}
      {runs !== null && runs.length > 0 && <RunList runs={runs} />}
      {isChoosingIam && <LearnIamDialog />}
    </div>
  );
}
