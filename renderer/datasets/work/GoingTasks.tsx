import { useStore } from 'zustand';
import type { LucideIcon } from 'lucide-react';
import type { Contents } from '../../../shared/contract/datasetContents.ts';
import type { DatasetRequest } from '../../../shared/contract/datasetWork.ts';
import { datasetTasks } from '../stores.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/Progress.tsx';
import { type DatasetTask, progressOf, stateOf } from './datasetTasks.ts';
import { attempt } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { isSameContents } from '../../common/names.ts';

/** Running jobs that create or import datasets. */
export function GoingTasks() {
  const tasks = useStore(datasetTasks, (state) => state.tasks);
  const going = tasks.filter(
    (task) => ['import', 'create', 'draw', 'cut'].includes(task.request.work) && stateOf(task) === 'going',
  );
  if (going.length === 0) return null;
  return (
    <ul className="going-tasks" aria-label="In progress">
      {going.map((task) => (
        <li key={task.job.id}>
          <GoingTask task={task} />
        </li>
      ))}
    </ul>
  );
}

/** One job with its progress. */
export function GoingTask({ task }: { readonly task: DatasetTask }) {
  const { job } = task;
  return (
    <div className="going-task">
      <span className="going-task-title">{job.title}</span>
      <ProgressBar label={job.title} value={progressOf(task)} />
      <span className="going-task-count">
        {job.total === null ? formatCount(job.done) : `${formatCount(job.done)} of ${formatCount(job.total)}`}
      </span>
    </div>
  );
}

interface WorkOfferProps {
  readonly work: 'compare' | 'read';
  readonly contents: Contents;
  /** The number already checked, and the total. */
  readonly done: number;
  readonly all: number;
  /** "picture" */
  readonly what: string;
  readonly icon: LucideIcon;
  /** Label of the button. */
  readonly order: string;
  /** What the job is for. */
  readonly why: string;
}

/** Shows how many pictures or words have been checked, with a button to check the rest. */
export function WorkOffer({ work, contents, done, all, what, icon, order, why }: WorkOfferProps) {
  const task = useStore(datasetTasks, ({ tasks }) =>
    tasks.find(({ request }) => isAbout(request, work, contents)),
  );
  if (task !== undefined && stateOf(task) === 'going') return <GoingTask task={task} />;
  if (done >= all) return null;
  const start = () => {
    void attempt(datasetTasks.getState().start({ work, ask: contents }));
  };
  return (
    <div className="work-offer">
      <p>
        {done === 0
          ? `No ${what} has been checked yet.`
          : `${formatPlural(all - done, what)} not checked yet.`}{' '}
        {why}
      </p>
      <Button icon={icon} changes="readSamples" onClick={start}>
        {order}
      </Button>
    </div>
  );
}

function isAbout(request: DatasetRequest, work: 'compare' | 'read', contents: Contents): boolean {
  if (request.work !== 'compare' && request.work !== 'read') return false;
  return request.work === work && isSameContents(request.ask, contents);
}
