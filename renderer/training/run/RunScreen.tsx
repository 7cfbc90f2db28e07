import { CircleAlert, GitCompareArrows, GraduationCap } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Run, RunId, RunWithCurves } from '../../../shared/contract/run.ts';
import { navigation, runList, toasts } from '../../state/stores.ts';
import { runBook } from '../stores.ts';
import { formatRoute } from '../../state/route.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useGlobalKeys } from '../../ui/useGlobalKeys.ts';
import { stateOf } from '../../state/runList.ts';
import { subtitleOf } from '../describeRun.ts';
import { RunBadge } from './RunBadge.tsx';
import { RunControls } from './RunControls.tsx';
import { RunCurves } from './RunCurves.tsx';
import { RunFacts } from './RunFacts.tsx';
import { RunOutcome } from './RunOutcome.tsx';
import { RunProgress } from './RunProgress.tsx';
import { RunSamples } from './RunSamples.tsx';
import { RunStory } from './RunStory.tsx';

/** One training run: its settings, progress and result. */
export function RunScreen({ run: id }: { readonly run: RunId }) {
  const shown = useStore(runBook, (state) => state.runs.get(id));
  const error = useStore(runBook, (state) => state.errors.get(id));
  useEffect(() => {
    void runBook.getState().open([id]);
  }, [id]);
  const title = shown?.run.title;
  useEffect(() => {
    document.title = title === undefined ? 'Training · Inkdex' : `${title} · Inkdex`;
  }, [title]);
  useKeys(shown?.run);

  if (shown === undefined) {
    if (error === undefined) return <div className="training-screen" aria-busy />;
    return (
      <EmptyState icon={GraduationCap} title="Run could not be loaded">
        <p>{error.message}</p>
        <p>
          <a href="#/training">Show all runs</a>
        </p>
      </EmptyState>
    );
  }
  return (
    <div className="training-screen run-screen">
      <RunHeader run={shown.run} />
      <RunContents shown={shown} />
      <p className="visually-hidden" role="status">
        {stateOf(shown.run)}
      </p>
    </div>
  );
}

function RunHeader({ run }: { readonly run: Run }) {
  const { title, experiment } = run;
  return (
    <header className="photo-header run-header">
      <BackLink href="#/training" label="Back to the runs" />
      <div className="photo-title">
        <h1 dir="auto">{title}</h1>
        <p>
          <RunBadge run={run} />
          <span>{[subtitleOf(run), experiment].filter((part) => part !== null).join(' · ')}</span>
        </p>
      </div>
      <MarkButton run={run.id} />
      <RunControls run={run} />
    </header>
  );
}

/** Selects the run for comparison; with a second one selected, links to the comparison. */
function MarkButton({ run }: { readonly run: RunId }) {
  const marked = useStore(runList, (state) => state.marked);
  const isMarked = marked.includes(run);
  if (isMarked && marked.length > 1) {
    return (
      <a className="button" href={formatRoute({ screen: 'compare-runs', runs: marked })}>
        <GitCompareArrows size={16} aria-hidden />
        Compare {marked.length} runs
      </a>
    );
  }
  return (
    <Button
      kind="quiet"
      icon={GitCompareArrows}
      aria-pressed={isMarked}
      onClick={() => {
        runList.getState().toggleMark(run);
      }}
    >
      {isMarked ? 'Selected to compare' : 'Select to compare'}
    </Button>
  );
}

function RunContents({ shown }: { readonly shown: RunWithCurves }) {
  const { run } = shown;
  return (
    <div className="run-columns">
      <div className="run-main">
        <RunProgress run={run} />
        {run.error !== null && (
          <p className="run-problem" role="alert">
            <CircleAlert size={18} aria-hidden />
            <span>{run.error.message}</span>
          </p>
        )}
        {run.result !== null && <RunOutcome run={run} result={run.result} />}
        <RunCurves shown={shown} />
        <RunSamples samples={shown.samples} />
      </div>
      <aside className="run-aside" aria-label="About this run">
        <RunStory run={run} />
        <RunFacts run={run} />
      </aside>
    </div>
  );
}

/** P pauses and resumes, Escape returns to the list. */
function useKeys(run: Run | undefined): void {
  useGlobalKeys(({ key }) => {
    if (key === 'Escape') {
      navigation.getState().navigate({ screen: 'training' });
      return true;
    }
    if (key !== 'p' || run === undefined || runList.getState().underWay.has(run.id)) return false;
    const order = run.state === 'paused' ? 'resume' : 'pause';
    if (order === 'pause' && run.state !== 'running' && run.state !== 'queued') return false;
    void toasts.getState().attempt(runList.getState().control(run.id, order));
    return true;
  });
}
