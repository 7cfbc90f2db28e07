import type { Job } from '../../../shared/contract/job.ts';
import type { DatasetOutcome } from '../../../shared/contract/datasetWork.ts';
import { navigation, toasts } from '../../state/stores.ts';
import { datasetTasks, importFlow, refreshDatasets } from '../stores.ts';
import { describeOutcome, isBad } from './describeTask.ts';

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
