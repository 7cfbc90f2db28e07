import type { Job } from '../shared/job.ts';
import { on, onConnection } from './bridge.ts';
import { describeFinishedJob, isUnfinished } from './state/jobs.ts';
import { throttle } from './state/throttle.ts';
import { connection, failures, jobs, navigation, photo, photoList, search, toasts } from './stores.ts';

/** Least time between two looks at the library while an import or a reading goes on. */
const restMs = 500;

/** Keeps every store up to date with the house, from now on. */
export function followHouse(): void {
  const refreshPhotos = throttle(() => {
    void toasts.getState().attempt(photoList.getState().refresh());
    if (navigation.getState().route.screen === 'search') search.getState().refresh();
  }, restMs);
  const refreshFailures = throttle(() => {
    void toasts.getState().attempt(failures.getState().refresh());
  }, restMs);
  const refreshAll = () => {
    refreshPhotos();
    refreshFailures();
    void toasts.getState().attempt(jobs.getState().refresh());
    void photo.getState().refresh();
  };

  on('photosChanged', ({ photos }) => {
    refreshPhotos();
    if (photos.some((id) => id === photo.getState().id)) void photo.getState().refresh();
  });
  on('failuresChanged', refreshFailures);
  on('jobChanged', (job) => {
    const before = jobs.getState().jobs.find(({ id }) => id === job.id);
    jobs.getState().receive(job);
    if (before === undefined || isUnfinished(before)) tellEnd(job);
  });
  onConnection((state) => {
    const wasLost = connection.getState().isLost;
    connection.getState().tell(state === 'lost');
    if (wasLost && state === 'connected') refreshAll();
  });
  refreshAll();
}

function tellEnd(job: Job): void {
  if (job.state === 'failed') {
    toasts.getState().show('error', job.error?.message ?? `${job.title} did not finish.`);
  } else if (job.state === 'done' && job.kind === 'import') {
    toasts.getState().show('notice', describeFinishedJob(job));
  }
}
