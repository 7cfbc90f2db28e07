import { useStore } from 'zustand';
import { importFlow } from '../stores.ts';
import { jobs, toasts } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/Progress.tsx';
import { progressOf, type DatasetTask } from '../work/datasetTasks.ts';

/** The progress of an import. */
export function ImportGoing({ task }: { readonly task: DatasetTask }) {
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
        <Button onClick={() => void toasts.getState().attempt(control(job.id, 'cancel'))}>Cancel</Button>
        <Button kind="primary" autoFocus onClick={close}>
          Run in background
        </Button>
      </footer>
    </>
  );
}
