import { useEffect } from 'react';
import { useStore } from 'zustand';
import { datasetTasks, importFlow } from '../stores.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { stateOf } from '../work/datasetTasks.ts';
import { ChooseSource } from './ChooseSource.tsx';
import { ImportFailed } from './ImportFailed.tsx';
import { ImportGoing } from './ImportGoing.tsx';
import { ImportSettings } from './ImportSettings.tsx';
import { TakenIn } from './TakenIn.tsx';

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
