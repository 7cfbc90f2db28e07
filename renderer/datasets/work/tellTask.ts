import type { Job } from '../../../shared/contract/job.ts';
import type { DatasetOutcome } from '../../../shared/contract/datasetWork.ts';
import { datasetList, datasetTasks, importFlow, navigation, toasts } from '../../stores.ts';
import { describeOutcome, isBad } from './describeTask.ts';

/**
 * Takes what was heard of a job about datasets, and says how it ended where nothing on screen does.
 *
 * @param isNews whether it was not known to have ended
 */
export async function receiveDatasetJob(job: Job, isNews: boolean): Promise<void> {
  await datasetTasks.getState().receive(job);
  if (!isNews) return;
  const task = datasetTasks.getState().tasks.find((each) => each.job.id === job.id);
  const outcome = task?.outcome ?? null;
  if (outcome?.work === 'compare' || outcome?.work === 'read') void datasetList.getState().refresh();

  if (importFlow.getState().job === job.id) return;
  const { show } = toasts.getState();
  const error = task?.error ?? job.error;
  if (outcome !== null) {
    if (!isOnScreen(outcome)) show(isBad(outcome) ? 'error' : 'notice', describeOutcome(outcome));
  } else if (job.state === 'failed' || error !== null) {
    show('error', error?.message ?? `${job.title} did not finish.`);
  }
}

/** Whether the timeline says it beside the version. */
function isOnScreen({ work }: DatasetOutcome): boolean {
  const { route } = navigation.getState();
  const isTimeline = route.screen === 'dataset' && route.tab === 'versions';
  return isTimeline && (work === 'verify' || work === 'export');
}
