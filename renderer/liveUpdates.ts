import type { Job } from '../shared/contract/job.ts';
import { longestDisplay } from '../shared/contract/photo.ts';
import { isUnfinished } from '../shared/jobProgress.ts';
import { on, onConnection } from './host/transport.ts';
import { answers } from './host/useCall.ts';
import { receiveDatasetJob } from './datasets/actions.ts';
import { describeFinishedJob } from './state/jobs.ts';
import { receiveExport } from './common/exporting.ts';
import { say } from './common/word/stores.ts';
import { notifyOfEnd } from './common/notifications.ts';
import { offerToShowLeftOut, offerToWatch } from './library/actions.ts';
import { receiveRunChange } from './training/actions.ts';
import { formatCount, formatPlural } from './ui/format.ts';
import { throttle } from './state/throttle.ts';
import {
  attempt,
  connection,
  engines,
  jobs,
  navigation,
  photo,
  photoList,
  runList,
  search,
  show,
} from './state/stores.ts';
import { datasetTasks, refreshDatasets } from './datasets/stores.ts';
import { labelEditor } from './annotate/stores.ts';
import { runBook } from './training/stores.ts';

/** Shortest time between two refreshes of the library while an import or a reading job runs, in milliseconds. */
const restMs = 500;
/** The same for the numbers of photos of saved searches: each is a whole search. */
const countRestMs = 5000;

/** Keeps everything on screen up to date with the host, from now on. */
export function followHost(): void {
  // Each by itself: on a busy machine a slow answer must not keep the list as it was.
  const refreshes = [
    throttle(() => answers.outdate('photosChanged'), restMs),
    throttle(() => attempt(photoList.getState().refresh()), restMs),
    throttle(() => {
      search.getState().outdate();
      return navigation.getState().route.screen === 'search' ? search.getState().refresh() : undefined;
    }, restMs),
  ];
  const refreshPhotos = () => {
    for (const refresh of refreshes) refresh();
  };
  const refreshSavedSearches = throttle(() => answers.outdate('savedSearchesChanged'), countRestMs);
  const refreshFailures = throttle(() => answers.outdate('failuresChanged'), restMs);
  const refreshFromEvents = throttle(refreshDatasets, restMs);
  const refreshStores = () => {
    refreshPhotos();
    refreshFromEvents();
    void attempt(jobs.getState().refresh()).then(() => datasetTasks.getState().recall(jobs.getState().jobs));
    void photo.getState().refresh();
    void labelEditor.session.refresh();
    void runBook.getState().refresh();
    void runList.getState().refresh();
  };

  on('photosChanged', ({ photos }) => {
    refreshPhotos();
    refreshSavedSearches();
    if (photos.some((id) => id === photo.getState().id)) void photo.getState().refresh();
  });
  on('labelsChanged', labelEditor.session.receive);
  on('failuresChanged', refreshFailures);
  on('savedSearchesChanged', () => void answers.outdate('savedSearchesChanged'));
  on('collectionsChanged', () => {
    refreshPhotos();
    refreshSavedSearches();
    void answers.outdate('collectionsChanged');
    void photo.getState().refresh();
  });
  on('notesChanged', () => void answers.outdate('notesChanged'));
  on('notesTaken', ({ words, edits }) => {
    say(
      `${formatPlural(words, 'word')} of ${formatPlural(edits.length, 'photo')} ${words === 1 ? 'was' : 'were'} corrected in notes.`,
      edits,
    );
  });
  on('updatesChanged', () => void answers.outdate('updatesChanged'));
  on('updateFound', ({ version }) => {
    const take = (): void => {
      navigation.getState().navigate({ screen: 'settings' });
    };
    show('notice', `Inkdex ${version} is out.`, { label: 'Show', take });
  });
  on('brokerChanged', () => void answers.outdate('brokerChanged'));
  on('watchedFoldersChanged', () => void answers.outdate('watchedFoldersChanged'));
  on('datasetsChanged', refreshFromEvents);
  on('jobChanged', (job) => {
    const before = jobs.getState().jobs.find(({ id }) => id === job.id);
    jobs.getState().receive(job);
    const isNews = before === undefined || isUnfinished(before);
    if (isNews && !isUnfinished(job) && notifyOfEnd(job)) jobs.getState().markEnd();
    receiveExport(job);
    if (job.kind === 'dataset') void receiveDatasetJob(job, isNews);
    // The screens of trainings, evaluations and backends report how these end.
    else if (isNews && ['import', 'read', 'export'].includes(job.kind)) void tellEnd(job);
  });
  on('runChanged', receiveRunChange);
  on('runRemoved', ({ run }) => {
    runList.getState().forget(run);
    runBook.getState().forget(run);
    void attempt(jobs.getState().refresh());
    void answers.askAgain('correctionsState');
  });
  on('modelsChanged', () => void answers.outdate('modelsChanged'));
  on('gpuFailed', ({ message }) => {
    show('warning', message);
  });
  on('engineProgress', ({ line }) => {
    engines.getState().receive(line);
  });
  onConnection((state) => {
    const wasLost = connection.getState().state !== 'connected';
    connection.getState().tell(state);
    if (!wasLost || state !== 'connected') return;
    refreshStores();
    void answers.askAgain();
  });
  window.addEventListener('focus', jobs.getState().markSeen);
  refreshStores();
}

async function tellEnd(job: Job): Promise<void> {
  if (job.state === 'failed') {
    show('error', job.error?.message ?? `${job.title} failed.`);
  } else if (job.state === 'done' && job.kind === 'import') {
    const offers = [...offerToShowLeftOut(job), ...(await offerToWatch(job))];
    show(job.failed > 0 ? 'warning' : 'notice', describeFinishedJob(job), ...offers);
  } else if (job.state === 'done' && job.kind === 'export' && job.failed + job.unshown + job.scaledDown > 0) {
    const left = formatPlural(
      job.failed,
      'file is missing or has changed',
      'files are missing or have changed',
    );
    const unshown = `the PDF has no font for ${formatPlural(job.unshown, 'word')}, which it marks`;
    const scaled = `${formatPlural(job.scaledDown, 'photo')} scaled down to ${formatCount(longestDisplay)} pixels`;
    const said = { [left]: job.failed, [unshown]: job.unshown, [scaled]: job.scaledDown };
    const parts = Object.keys(said).filter((part) => (said[part] ?? 0) > 0);
    show('warning', `${job.title}: ${parts.join('; ')}.`);
  }
}
