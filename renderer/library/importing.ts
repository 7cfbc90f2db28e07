import type { Job, JobId } from '../../shared/contract/job.ts';
import { isImportName } from '../../shared/contract/photo.ts';
import { house } from '../host/transport.ts';
import { importDropped } from '../host/upload.ts';
import { leftOutText, type DroppedFile } from '../host/upload.ts';
import { libraryRoute, type Route } from '../state/route.ts';
import type { ToastOffer } from '../state/toasts.ts';
import { jobs, navigation, toasts, uploads } from '../state/stores.ts';
import { answers } from '../host/useCall.ts';
import { watchFolder } from './watching.ts';

/** Imports dropped or picked files, and shows the library. */
export async function importFiles(files: Promise<readonly DroppedFile[]>): Promise<void> {
  const { attempt, show } = toasts.getState();
  const { begin, advance, end } = uploads.getState();
  const { route } = navigation.getState();
  begin();
  try {
    const started = await attempt(files.then((list) => importDropped(list, advance)));
    if (started === undefined) return;
    const { job, leftOut } = started;
    if (leftOut.length > 0) show('warning', leftOutText(leftOut));
    showImport(job, route);
  } finally {
    end();
  }
}

/** Folders that are being imported, by the id of their job. */
const foldersComing = new Map<JobId, string>();

/** Imports files and folders from the machine that Inkdex runs on. */
export async function importPaths(paths: readonly string[]): Promise<void> {
  const { route } = navigation.getState();
  const job = await toasts.getState().attempt(house.importPaths({ paths: [...paths], read: true }));
  if (job === undefined) return;
  const [only] = paths;
  if (paths.length === 1 && only !== undefined && !isImportName(only)) foldersComing.set(job.id, only);
  showImport(job, route);
}

/** Offers to watch the folder that a finished import job has read, so that later photos are imported automatically. */
export async function offerToWatch({ id }: Job): Promise<ToastOffer | undefined> {
  const path = foldersComing.get(id);
  foldersComing.delete(id);
  if (path === undefined) return undefined;
  const watched = await toasts.getState().attempt(answers.load('listWatchedFolders', {}));
  if (watched?.some((folder) => folder.path === path) !== false) return undefined;
  return { label: 'Watch this folder', take: () => void watchFolder(path) };
}

export async function importSamples(): Promise<void> {
  const { route } = navigation.getState();
  const job = await toasts.getState().attempt(house.importSamples({}));
  if (job !== undefined) showImport(job, route);
}

/** @param from the route on which the import was started: uploading files may take minutes */
function showImport(job: Job, from: Route): void {
  // The job's events may have arrived first and are newer.
  const isKnown = jobs.getState().jobs.some(({ id }) => id === job.id);
  if (!isKnown) jobs.getState().receive(job);
  navigation.getState().navigateFrom(from, libraryRoute);
}
