import { GraduationCap } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { iamDialog } from './stores.ts';
import { runList } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { RunList } from './RunList.tsx';
import { LearnIamDialog } from './start/LearnIamDialog.tsx';
import { StartingWays } from './start/StartingWays.tsx';

/** All training runs, and the ways to start one. */
export function TrainingScreen() {
  const runs = useStore(runList, (state) => state.runs);
  const error = useStore(runList, (state) => state.error);
  const isChoosingIam = useStore(iamDialog, (state) => state.isOpen);
  useEffect(() => {
    document.title = 'Training · Inkdex';
    void runList.getState().refresh();
    // Leaving the screen with the Back button closes the dialog too.
    return iamDialog.getState().close;
  }, []);

  if (runs === null && error !== null) {
    return (
      <EmptyState icon={GraduationCap} title="Training runs could not be loaded">
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
          <h1>Train on your handwriting</h1>
          <p className="lead">
            Inkdex reads your handwriting better after training on some of it. Training runs on this machine.
            The new model is evaluated on held-out words and used only if it is better.
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
