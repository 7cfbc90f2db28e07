import { useStore } from 'zustand';
import { importFlow, jobs, toasts } from '../../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/Progress.tsx';
import { progressOf, type DatasetTask } from '../work/datasetTasks.ts';

/** How far the import is. */
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
          ? `${formatPlural(job.done, 'sample')} taken in so far`
          : `${formatCount(job.done)} of ${formatPlural(job.total, 'sample')}`}
        {job.state === 'queued' && ' · waits for other work'}
        {job.state === 'paused' && ' · paused'}
      </p>
      <p className="hint">Nothing changes before all of it is there. It goes on when this is closed.</p>
      <footer className="dialog-footer">
        <Button onClick={() => void toasts.getState().attempt(control(job.id, 'cancel'))}>Cancel</Button>
        <Button kind="primary" autoFocus onClick={close}>
          Go on in the background
        </Button>
      </footer>
    </>
  );
}
