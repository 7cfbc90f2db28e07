import type { Job } from '../../shared/contract/job.ts';
import type { DatasetOutcome } from '../../shared/contract/datasetWork.ts';
import { type DroppedFile, placeDropped } from '../host/upload.ts';
import { datasetTasks, importFlow, refreshDatasets } from './stores.ts';
import { navigation, toasts, uploads } from '../state/stores.ts';
import { describeOutcome, isBad } from './work/datasetTasks.ts';

/** Uses dropped or chosen files as the source of an import; opens the dialog if needed. */
export async function importDatasetFiles(files: Promise<readonly DroppedFile[]>): Promise<void> {
  if (!importFlow.getState().isOpen) importFlow.getState().open();
  await uploads
    .getState()
    .track((advance) => importFlow.getState().take(files.then((list) => placeDropped(list, advance))));
}

/**
 * Applies the state of a dataset job, and shows its result in a message unless the screen already does.
 *
 * @param isNews whether its end was not known before
 */
export async function receiveDatasetJob(job: Job, isNews: boolean): Promise<void> {
  await datasetTasks.getState().receive(job);
  if (!isNews) return;
  const task = datasetTasks.getState().tasks.find((each) => each.job.id === job.id);
  const outcome = task?.outcome ?? null;
  if (outcome?.work === 'compare' || outcome?.work === 'read') void refreshDatasets();

  if (importFlow.getState().job === job.id) return;
  const { show } = toasts.getState();
  const error = task?.error ?? job.error;
  if (outcome !== null) {
    if (!isOnScreen(outcome)) show(isBad(outcome) ? 'error' : 'notice', describeOutcome(outcome));
  } else if (job.state === 'failed' || error !== null) {
    show('error', error?.message ?? `${job.title} failed.`);
  }
}

/** Whether the timeline shows the result next to the version. */
function isOnScreen({ work }: DatasetOutcome): boolean {
  const { route } = navigation.getState();
  const isTimeline = route.screen === 'dataset' && route.tab === 'versions';
  return isTimeline && (work === 'verify' || work === 'export');
}
