import type { LucideIcon } from 'lucide-react';
import { useStore } from 'zustand';
import type { Contents } from '../../../shared/contract/datasetContents.ts';
import type { DatasetRequest } from '../../../shared/contract/datasetWork.ts';
import { datasetTasks } from '../stores.ts';
import { toasts } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { isSameContents } from '../../common/names.ts';
import { stateOf } from './datasetTasks.ts';
import { GoingTask } from './GoingTasks.tsx';

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
    void toasts.getState().attempt(datasetTasks.getState().start({ work, ask: contents }));
  };
  return (
    <div className="work-offer">
      <p>
        {done === 0
          ? `No ${what} has been checked yet.`
          : `${formatPlural(all - done, what)} not checked yet.`}{' '}
        {why}
      </p>
      <Button icon={icon} onClick={start}>
        {order}
      </Button>
    </div>
  );
}

function isAbout(request: DatasetRequest, work: 'compare' | 'read', contents: Contents): boolean {
  if (request.work !== 'compare' && request.work !== 'read') return false;
  return request.work === work && isSameContents(request.ask, contents);
}
