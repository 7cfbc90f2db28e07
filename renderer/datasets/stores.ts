import { host } from '../host/transport.ts';
import { answers } from '../host/useCall.ts';
import { jobs, navigation, show } from '../state/stores.ts';
import { createImportFlow } from './import/importFlow.ts';
import { createSampleList } from './samples/sampleList.ts';
import { createDatasetTasks } from './work/datasetTasks.ts';

/** The stores of the dataset screens. */
export const datasetTasks = createDatasetTasks(
  host,
  (job) => jobs.getState().jobs.find(({ id }) => id === job),
  sessionStorage,
);
export const importFlow = createImportFlow(host, datasetTasks.getState().start, (name, { message }) => {
  show('error', `${name} was not imported: ${message}`);
});
export const sampleList = createSampleList(host);

/** Asks again for what is on screen of datasets. Resolves when it is there. */
export async function refreshDatasets(): Promise<void> {
  const { route } = navigation.getState();
  const isListing = route.screen === 'dataset' && route.tab === 'samples';
  await Promise.all([
    answers.outdate('datasetsChanged'),
    isListing ? sampleList.getState().refresh() : undefined,
  ]);
}
