import { NotLoaded } from '../../ui/NotLoaded.tsx';
import { CircleAlert, GitCompareArrows } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useWindowTitle } from '../../common/windowTitle.ts';
import { runWords } from '../../../shared/networks.ts';
import type { Run, RunId, RunWithCurves } from '../../../shared/contract/run.ts';
import { attempt, jobs, navigation, runList } from '../../state/stores.ts';
import { runBook } from '../stores.ts';
import { formatRoute } from '../../state/route.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { Button } from '../../ui/Button.tsx';
import { useGlobalKeys } from '../../ui/useGlobalKeys.ts';
import { progressOf, stateOf } from '../../state/runList.ts';
import { isUnfinished } from '../../../shared/jobProgress.ts';
import { describeDeed, describePlan, presetNames, settingText, subtitleOf } from '../describeRun.ts';
import { RunBadge, RunControls } from './RunControls.tsx';
import { RunCurves } from './RunCurves.tsx';
import { RunOutcome, RunSamples } from './RunOutcome.tsx';
import { nameOfEngine } from '../../common/names.ts';
import { formatCount, formatDuration, formatMoment, formatPlural } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/Progress.tsx';
import { formatSpeed } from '../../ui/figures.ts';
import { Fact } from '../../ui/NumberTable.tsx';
import { VersionName } from '../../common/versions.tsx';

/** One training run: its settings, progress and result. */
export function RunScreen({ run: id }: { readonly run: RunId }) {
  const shown = useStore(runBook, (state) => state.runs.get(id));
  const error = useStore(runBook, (state) => state.errors.get(id));
  useEffect(() => {
    void runBook.getState().open([id]);
  }, [id]);
  useWindowTitle(shown?.run.title ?? 'Training');
  useKeys(shown?.run);

  if (shown === undefined) return <NotLoaded error={error} title="Run could not be loaded" list="runs" />;
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
        <RunSamples samples={shown.samples} reads={shown.run.reads} />
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
    if (key !== 'p' || run === undefined || jobs.getState().underWay.has(run.job)) return false;
    const order = run.state === 'paused' ? 'resume' : 'pause';
    if (order === 'pause' && run.state !== 'running' && run.state !== 'queued') return false;
    void attempt(jobs.getState().control(run.job, order));
    return true;
  });
}

/** The progress, speed and remaining time of a run. */
function RunProgress({ run }: { readonly run: Run }) {
  if (!isUnfinished(run)) return null;
  const { state, step, totalSteps, prepared, wordsPerSecond, etaSeconds, engine } = run;
  const isRunning = state === 'running';
  const figures = [
    prepared === null ? null : describePrepared(prepared, runWords(run.reads).sample),
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

function describePrepared({ done, total }: NonNullable<Run['prepared']>, sample: string): string {
  return total === null
    ? formatPlural(done, sample)
    : `${formatCount(done)} of ${formatPlural(total, sample)}`;
}

function waiting({ state, reads }: Run): string {
  if (state === 'queued') return 'Runs are processed one at a time, in the order of the queue.';
  return state === 'paused'
    ? 'The run continues where it stopped.'
    : `The remaining time is known once the ${runWords(reads).sample}s are counted.`;
}

/** Describes what a run does and has done. */
function RunStory({ run }: { readonly run: Run }) {
  const deeds = describeDeed(run);
  const { main, details } = describePlan(run);
  return (
    <section className="panel" aria-labelledby="story">
      <h2 id="story">{isUnfinished(run) ? 'What it does' : 'What it did'}</h2>
      <Sentences of={main} />
      {deeds.length > 0 && <Sentences of={deeds} isDone />}
      <details className="all-settings">
        <summary>How it trains</summary>
        <Sentences of={details} />
        {run.notices.length > 0 && <h3>Notes</h3>}
        <Sentences of={run.notices} />
      </details>
    </section>
  );
}

function Sentences({ of, isDone = false }: { readonly of: readonly string[]; readonly isDone?: boolean }) {
  return (
    <ul className={isDone ? 'sentences sentences-done' : 'sentences'}>
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** Everything that a run depends on: the same values give the same result. */
function RunFacts({ run }: { readonly run: Run }) {
  const { dataset, base, engine, machine, code, settings, preset, createdAt, finishedAt } = run;
  return (
    <section className="panel" aria-labelledby="facts">
      <h2 id="facts">Details</h2>
      <dl className="facts facts-below">
        <Fact name="Dataset">{dataset === null ? 'not frozen yet' : <VersionName version={dataset} />}</Fact>
        <Fact name="Base model">
          <a href={formatRoute({ screen: 'model', model: base.model })}>{base.model}</a>{' '}
          <code title={base.sha256}>{base.sha256.slice(0, 10)}</code>
        </Fact>
        <Fact name="Preset">{presetNames[preset]}</Fact>
        <Fact name="Seed">{String(settings.seed)}</Fact>
        <Fact name="Engine">
          {engine === null
            ? 'not started yet'
            : `${nameOfEngine(engine.engine)} ${engine.version}, ${engine.device}`}
        </Fact>
        <Fact name="Machine">{machine}</Fact>
        <Fact name="Inkdex version">{code}</Fact>
        <Fact name="Requested">{formatMoment(createdAt) ?? createdAt}</Fact>
        {finishedAt !== null && <Fact name="Finished">{formatMoment(finishedAt) ?? finishedAt}</Fact>}
      </dl>
      <details className="all-settings">
        <summary>All settings</summary>
        <dl className="facts">
          {Object.entries(settings).map(([name, value]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{settingText(value)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
