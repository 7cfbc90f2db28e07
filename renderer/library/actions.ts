import type { Job, JobId } from '../../shared/contract/job.ts';
import { isImportName, type PhotoId } from '../../shared/contract/photo.ts';
import type { WatchedFolder } from '../../shared/contract/library.ts';
import { host } from '../host/transport.ts';
import { type DroppedFile, importDropped, leftOutText } from '../host/upload.ts';
import { everyPhoto, libraryRoute, type Route } from '../state/route.ts';
import type { ToastOffer } from '../state/toasts.ts';
import { attempt, jobs, libraryView, navigation, show, uploads } from '../state/stores.ts';
import { answers } from '../host/useCall.ts';
import { removedList, removePhotos } from '../common/removing.ts';
import { selection, watchedFolders } from './stores.ts';
import { pathParts } from '../ui/format.ts';
import { withoutPhotos } from './selection.ts';

/** Imports dropped or picked files, and shows the library. */
export async function importFiles(files: Promise<readonly DroppedFile[]>): Promise<void> {
  const { route } = navigation.getState();
  const { onlyWriting } = libraryView.getState();
  const started = await uploads
    .getState()
    .track((advance) => attempt(files.then((list) => importDropped(list, advance, onlyWriting))));
  if (started === undefined) return;
  const { job, leftOut } = started;
  if (leftOut.length > 0) show('warning', leftOutText(leftOut));
  showImport(job, route);
}

/** Folders that are being imported, by the id of their job. */
const foldersComing = new Map<JobId, string>();

/** Imports files and folders from the machine that Inkdex runs on. */
export async function importPaths(paths: readonly string[]): Promise<void> {
  const { route } = navigation.getState();
  const { onlyWriting } = libraryView.getState();
  const job = await attempt(host.importPaths({ paths: [...paths], read: true, onlyWriting }));
  if (job === undefined) return;
  const [only] = paths;
  if (paths.length === 1 && only !== undefined && !isImportName(only)) foldersComing.set(job.id, only);
  showImport(job, route);
}

/** Offers to show the photos that an import has left unread; empty if there is none. */
export function offerToShowLeftOut({ leftOut }: Job): readonly ToastOffer[] {
  const take = (): void => {
    navigation.getState().navigate({ screen: 'library', ...everyPhoto, status: 'no-writing' });
  };
  return leftOut === 0 ? [] : [{ label: 'Show those without writing', take }];
}

/** Offers to watch the folder that a finished import job has read, so that later photos are imported; empty if there is none. */
export async function offerToWatch({ id }: Job): Promise<readonly ToastOffer[]> {
  const path = foldersComing.get(id);
  foldersComing.delete(id);
  if (path === undefined) return [];
  const watched = await attempt(answers.load('listWatchedFolders', {}));
  if (watched?.some((folder) => folder.path === path) !== false) return [];
  return [{ label: 'Watch this folder', take: () => void watchFolder(path) }];
}

export async function importSamples(): Promise<void> {
  const { route } = navigation.getState();
  const job = await attempt(host.importSamples({}));
  if (job !== undefined) showImport(job, route);
}

/** @param from the route on which the import was started: uploading files may take minutes */
function showImport(job: Job, from: Route): void {
  // The job's events may have arrived first and are newer.
  const isKnown = jobs.getState().jobs.some(({ id }) => id === job.id);
  if (!isKnown) jobs.getState().receive(job);
  navigation.getState().navigateFrom(from, libraryRoute);
}

/** Removes photos from the library and from the selection. */
export async function removeSelected(photos: readonly PhotoId[]): Promise<void> {
  await removePhotos(photos, (gone) => {
    selection.getState().change((before) => withoutPhotos(before, gone));
  });
}

/**
 * Permanently deletes removed photos and their words; the files stay.
 *
 * @param photos null: all of them
 */
export async function forget(photos: readonly PhotoId[] | null): Promise<void> {
  await attempt(removedList.getState().forget(photos));
}

export async function watchFolder(path: string): Promise<void> {
  const { onlyWriting } = libraryView.getState();
  if (!(await isDone(watchedFolders.getState().watch(path, onlyWriting)))) return;
  show('notice', `Watching ${pathParts(path).at(-1) ?? path}. New photos in it are added automatically.`);
}

export async function scanNow({ path, name }: WatchedFolder): Promise<void> {
  if (!(await isDone(watchedFolders.getState().watch(path)))) return;
  show('notice', `Scanning ${name} for new photos.`);
}

/** Chooses which new photos of a watched folder are read. */
export async function watchFor({ path }: WatchedFolder, onlyWriting: boolean): Promise<void> {
  await isDone(watchedFolders.getState().watch(path, onlyWriting));
}

/** Stops watching a folder. A message offers to undo it. */
export async function unwatchFolder({ path, name, onlyWriting }: WatchedFolder): Promise<void> {
  const { watch, unwatch } = watchedFolders.getState();
  if (!(await isDone(unwatch(path)))) return;
  show('notice', `Stopped watching ${name}. Its photos stay in the library.`, {
    label: 'Undo',
    isUndo: true,
    take: () => void isDone(watch(path, onlyWriting)),
  });
}

/** False if it failed; a message then says why. */
async function isDone(work: Promise<void>): Promise<boolean> {
  return (await attempt(work.then(() => true))) ?? false;
}
