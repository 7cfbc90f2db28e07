import { Fact } from '../../ui/NumberTable.tsx';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { ArrowLeft, CircleAlert, CircleCheck } from 'lucide-react';
import type { TakenIn as Outcome } from '../../../shared/contract/datasetWork.ts';
import { datasetTasks, importFlow } from '../stores.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { type DatasetTask, progressOf, stateOf } from '../work/datasetTasks.ts';
import { ChooseSource } from './ChooseSource.tsx';
import { ImportSettings } from './ImportSettings.tsx';
import { attempt, jobs, navigation } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/Progress.tsx';
import { datasetRoute } from '../../state/datasetRoute.ts';

/** The steps of an import, from choosing the files to the result. Closing the dialog does not stop the job. */
export function ImportDialog() {
  const { isOpen, into, close } = useStore(importFlow);
  // Close the dialog with the screen: the end of the job is then reported by a message.
  useEffect(() => close, [close]);
  if (!isOpen) return null;
  return (
    <Dialog title={into === null ? 'Import dataset' : `Import into ${into}`} size="large" onClose={close}>
      <div className="dataset-import">
        <ImportStep />
      </div>
    </Dialog>
  );
}

function ImportStep() {
  const { path, draft, job } = useStore(importFlow);
  const task = useStore(datasetTasks, (state) => state.tasks.find((each) => each.job.id === job));
  if (task === undefined) {
    return path === null || draft === null ? <ChooseSource /> : <ImportSettings path={path} draft={draft} />;
  }
  if (task.outcome?.work === 'import') return <TakenIn outcome={task.outcome.outcome} />;
  const state = stateOf(task);
  if (state === 'going') return <ImportGoing task={task} />;
  return <ImportFailed task={task} />;
}

/** The progress of an import. */
function ImportGoing({ task }: { readonly task: DatasetTask }) {
  const { job } = task;
  const close = useStore(importFlow, (state) => state.close);
  const control = useStore(jobs, (state) => state.control);
  return (
    <>
      <p>{job.title}</p>
      <ProgressBar label={job.title} value={progressOf(task)} />
      <p className="hint" role="status">
        {job.total === null
          ? `${formatPlural(job.done, 'sample')} imported so far`
          : `${formatCount(job.done)} of ${formatPlural(job.total, 'sample')}`}
        {job.state === 'queued' && ' · waiting for other jobs'}
        {job.state === 'paused' && ' · paused'}
      </p>
      <p className="hint">
        The dataset changes only when the import is complete. You can close this dialog; the import continues.
      </p>
      <footer className="dialog-footer">
        <Button onClick={() => void attempt(control(job.id, 'cancel'))}>Cancel</Button>
        <Button kind="primary" autoFocus onClick={close}>
          Run in background
        </Button>
      </footer>
    </>
  );
}

/** Says why nothing was imported, and what to do about it. */
function ImportFailed({ task }: { readonly task: DatasetTask }) {
  const { back, begin, change } = useStore(importFlow);
  const { request, error } = task;
  const ask = request.work === 'import' ? request.ask : null;
  const isBadRecord = error?.code === 'data-invalid' && ask?.keepGood === false;
  return (
    <>
      <div className="import-failed" role="alert">
        <CircleAlert size={18} aria-hidden />
        <p>{error?.message ?? 'The import was cancelled. Nothing was imported.'}</p>
      </div>
      {isBadRecord && (
        <p className="hint">
          Correct the file and import it again, or skip the invalid records. Skipped records are counted and
          listed.
        </p>
      )}
      <footer className="dialog-footer">
        <Button kind="quiet" icon={ArrowLeft} onClick={back}>
          Back
        </Button>
        {isBadRecord && (
          <Button
            kind="primary"
            autoFocus
            onClick={() => {
              change({ keepGood: true });
              void begin({ ...ask, keepGood: true });
            }}
          >
            Skip invalid records
          </Button>
        )}
      </footer>
    </>
  );
}

/** The result of an import: how much was imported, and what was skipped and why. */
function TakenIn({ outcome }: { readonly outcome: Outcome }) {
  const close = useStore(importFlow, (state) => state.close);
  return (
    <>
      <p className="import-done" role="status">
        <CircleCheck size={18} aria-hidden />
        <span>
          {formatPlural(outcome.samples, 'sample')} imported. <bdi>{outcome.name}</bdi> now has{' '}
          {formatPlural(outcome.images, 'image')}.
        </span>
      </p>
      <LeftOut outcome={outcome} />
      <footer className="dialog-footer">
        <Button onClick={close}>Close</Button>
        <Button
          kind="primary"
          autoFocus
          onClick={() => {
            close();
            navigation.getState().navigate(datasetRoute(outcome.dataset, 'contents'));
          }}
        >
          Open dataset
        </Button>
      </footer>
    </>
  );
}

/** The number of skipped records by reason, and a list of the first ones. */
function LeftOut({ outcome }: { readonly outcome: Pick<Outcome, 'skipped' | 'leftOut'> }) {
  const reasons = Object.entries(outcome.skipped).toSorted(([, a], [, b]) => b - a);
  const all = reasons.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return <p className="hint">No records were skipped.</p>;
  return (
    <section aria-label="Skipped records">
      <h3>Skipped: {formatCount(all)}</h3>
      <dl className="facts">
        {reasons.map(([reason, count]) => (
          <Fact key={reason} name={reason}>
            {formatCount(count)}
          </Fact>
        ))}
      </dl>
      {outcome.leftOut.length > 0 && (
        <details className="more">
          <summary>Details</summary>
          <ul className="left-out" tabIndex={0} aria-label="Details of skipped records">
            {outcome.leftOut.map(({ reason, place }, index) => (
              <li key={index}>
                <bdi>{place}</bdi> <span className="hint">{reason}</span>
              </li>
            ))}
          </ul>
          {outcome.leftOut.length < all && (
            <p className="hint">Showing the first {formatCount(outcome.leftOut.length)}.</p>
          )}
        </details>
      )}
    </section>
  );
}
