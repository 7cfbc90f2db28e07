import type { Job } from '../shared/contract/job.ts';
import { on, onConnection } from './host/transport.ts';
import { receiveDatasetJob } from './datasets/work/tellTask.ts';
import { describeFinishedJob, isUnfinished } from './state/jobs.ts';
import { offerToWatch } from './library/importing.ts';
import { receiveRunChange } from './training/tellRun.ts';
import { throttle } from './state/throttle.ts';
import {
  connection,
  corrections,
  datasetList,
  engines,
  jobs,
  models,
  navigation,
  photo,
  photoList,
  runList,
  search,
  toasts,
} from './state/stores.ts';
import { datasetTasks } from './datasets/stores.ts';
import { editor } from './annotate/stores.ts';
import { failures, removedList, watchedFolders } from './library/stores.ts';
import { runBook } from './training/stores.ts';

/** Shortest time between two refreshes of the library while an import or a reading job runs, in milliseconds. */
const restMs = 500;

/** Keeps all stores up to date with the host, from now on. */
export function followHouse(): void {
  const refreshPhotos = throttle(() => {
    const { attempt } = toasts.getState();
    const looks = [attempt(photoList.getState().refresh()), attempt(removedList.getState().refresh())];
    if (watchedFolders.getState().isOpen) refreshWatched();
    search.getState().outdate();
    if (navigation.getState().route.screen === 'search') looks.push(search.getState().refresh());
    return Promise.all(looks);
  }, restMs);
  const refreshFailures = throttle(() => toasts.getState().attempt(failures.getState().refresh()), restMs);
  const refreshWatched = () => {
    void toasts.getState().attempt(watchedFolders.getState().refresh());
  };
  const refreshDatasets = throttle(() => datasetList.getState().refresh(), restMs);
  const refreshAll = () => {
    refreshPhotos();
    refreshFailures();
    refreshDatasets();
    refreshWatched();
    void toasts
      .getState()
      .attempt(jobs.getState().refresh())
      .then(() => datasetTasks.getState().recall(jobs.getState().jobs));
    void photo.getState().refresh();
    void editor.getState().refresh();
    void runBook.getState().refresh();
    void runList.getState().refresh();
    void models.getState().refresh();
    if (corrections.getState().corrections !== null) {
      void toasts.getState().attempt(corrections.getState().refresh());
    }
  };

  on('photosChanged', ({ photos }) => {
    refreshPhotos();
    if (photos.some((id) => id === photo.getState().id)) void photo.getState().refresh();
  });
  on('labelsChanged', editor.getState().receive);
  on('failuresChanged', refreshFailures);
  on('watchedFoldersChanged', refreshWatched);
  on('datasetsChanged', refreshDatasets);
  on('jobChanged', (job) => {
    const before = jobs.getState().jobs.find(({ id }) => id === job.id);
    jobs.getState().receive(job);
    const isNews = before === undefined || isUnfinished(before);
    if (job.kind === 'dataset') void receiveDatasetJob(job, isNews);
    // The screens of trainings, evaluations and backends report how these end.
    else if (isNews && (job.kind === 'import' || job.kind === 'read')) tellEnd(job);
  });
  on('runChanged', receiveRunChange);
  on('runRemoved', ({ run }) => {
    runList.getState().forget(run);
    runBook.getState().forget(run);
    void toasts.getState().attempt(jobs.getState().refresh());
    void toasts.getState().attempt(corrections.getState().forget(run));
  });
  on('modelsChanged', () => void models.getState().refresh());
  on('engineProgress', ({ line }) => {
    engines.getState().receive(line);
  });
  onConnection((state) => {
    const wasLost = connection.getState().state !== 'connected';
    connection.getState().tell(state);
    if (wasLost && state === 'connected') refreshAll();
  });
  refreshAll();
}

function tellEnd(job: Job): void {
  if (job.state === 'failed') {
    toasts.getState().show('error', job.error?.message ?? `${job.title} failed.`);
  } else if (job.state === 'done' && job.kind === 'import') {
    toasts
      .getState()
      .show(job.failed > 0 ? 'warning' : 'notice', describeFinishedJob(job), offerToWatch(job));
  }
}
