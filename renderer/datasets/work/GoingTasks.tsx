import { useStore } from 'zustand';
import { datasetTasks } from '../stores.ts';
import { formatCount } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/Progress.tsx';
import { progressOf, stateOf, type DatasetTask } from './datasetTasks.ts';

/** Running jobs that create or import datasets. */
export function GoingTasks() {
  const tasks = useStore(datasetTasks, (state) => state.tasks);
  const going = tasks.filter(
    (task) => ['import', 'create', 'draw'].includes(task.request.work) && stateOf(task) === 'going',
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
