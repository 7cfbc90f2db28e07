import { CircleAlert, CircleCheck } from 'lucide-react';
import { useStore } from 'zustand';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import type { BadPart, DatasetRequest } from '../../../shared/contract/datasetWork.ts';
import { datasetTasks } from '../stores.ts';
import { formatCount } from '../../ui/format.ts';
import { stateOf, type DatasetTask } from '../work/datasetTasks.ts';
import { describeOutcome } from '../work/describeTask.ts';
import { GoingTask } from '../work/GoingTasks.tsx';

/** The latest jobs on a version, with their progress or result. */
export function VersionWork({ version }: { readonly version: VersionId }) {
  const tasks = useStore(datasetTasks, (state) => state.tasks);
  const latest = (work: 'verify' | 'export') => tasks.find(({ request }) => isAbout(request, work, version));
  const shown = [latest('verify'), latest('export')].filter((task) => task !== undefined);
  return shown.map((task) => <TaskEnd key={task.job.id} task={task} />);
}

function isAbout(request: DatasetRequest, work: 'verify' | 'export', version: VersionId): boolean {
  if (request.work !== 'verify' && request.work !== 'export') return false;
  return request.work === work && request.ask.version === version;
}

function TaskEnd({ task }: { readonly task: DatasetTask }) {
  const state = stateOf(task);
  if (state === 'going') return <GoingTask task={task} />;
  if (state === 'cancelled') return null;
  if (task.outcome === null)
    return <Verdict isGood={false} text={task.error?.message ?? 'The job failed.'} />;
  const bad = task.outcome.work === 'verify' ? task.outcome.outcome.bad : [];
  return (
    <>
      <Verdict isGood={bad.length === 0} text={describeOutcome(task.outcome)} />
      {bad.length > 0 && <BadParts parts={bad} />}
      {task.outcome.work === 'export' && <Losses losses={task.outcome.outcome.losses} />}
    </>
  );
}

function Verdict({ isGood, text }: { readonly isGood: boolean; readonly text: string }) {
  const Icon = isGood ? CircleCheck : CircleAlert;
  return (
    <p className={isGood ? 'verdict is-good' : 'verdict is-bad'} role={isGood ? 'status' : 'alert'}>
      <Icon size={16} aria-hidden />
      {text}
    </p>
  );
}

const partNames: Readonly<Record<BadPart['kind'], string>> = {
  manifest: 'Manifest',
  object: 'Image',
  index: 'Index',
};

/** The largest number of entries shown; the count above includes all. */
const partsShown = 200;

function BadParts({ parts }: { readonly parts: readonly BadPart[] }) {
  return (
    <>
      <ul className="bad-parts" tabIndex={0} aria-label="Damaged files">
        {parts.slice(0, partsShown).map((part) => (
          <li key={`${part.kind} ${part.name}`}>
            <strong>{partNames[part.kind]}</strong> <code>{part.path}</code>
            <span>{part.problem}</span>
          </li>
        ))}
      </ul>
      {parts.length > partsShown && (
        <p className="hint">
          Showing {formatCount(partsShown)} of {formatCount(parts.length)}.
        </p>
      )}
    </>
  );
}

function Losses({ losses }: { readonly losses: readonly string[] }) {
  if (losses.length === 0) return null;
  return (
    <ul className="losses" aria-label="Lost in this format">
      {losses.map((loss) => (
        <li key={loss}>{loss}</li>
      ))}
    </ul>
  );
}
