import type { Job, JobId } from '../../shared/contract/job.ts';
import { isImportName, type PhotoId } from '../../shared/contract/photo.ts';
import type { WatchedFolder } from '../../shared/contract/library.ts';
import { host } from '../host/transport.ts';
import { type DroppedFile, importDropped, leftOutText } from '../host/upload.ts';
import { libraryRoute, type Route } from '../state/route.ts';
import type { ToastOffer } from '../state/toasts.ts';
import { jobs, navigation, toasts, uploads } from '../state/stores.ts';
import { answers } from '../host/useCall.ts';
import { removedList, selection, watchedFolders } from './stores.ts';
import { formatPlural, pathParts } from '../ui/format.ts';
import { withoutPhotos } from './selection.ts';

/** Imports dropped or picked files, and shows the library. */
export async function importFiles(files: Promise<readonly DroppedFile[]>): Promise<void> {
  const { attempt, show } = toasts.getState();
  const { route } = navigation.getState();
  const started = await uploads
    .getState()
    .track((advance) => attempt(files.then((list) => importDropped(list, advance))));
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
  const job = await toasts.getState().attempt(host.importPaths({ paths: [...paths], read: true }));
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
  const job = await toasts.getState().attempt(host.importSamples({}));
  if (job !== undefined) showImport(job, route);
}

/** @param from the route on which the import was started: uploading files may take minutes */
function showImport(job: Job, from: Route): void {
  // The job's events may have arrived first and are newer.
  const isKnown = jobs.getState().jobs.some(({ id }) => id === job.id);
  if (!isKnown) jobs.getState().receive(job);
  navigation.getState().navigateFrom(from, libraryRoute);
}

/** Photos per request. After each, the selection shows how many are left. */
const atOnce = 64;

/** Removes photos from the library. A message offers to undo it. */
export async function removePhotos(photos: readonly PhotoId[]): Promise<void> {
  const { attempt, show } = toasts.getState();
  // Photos with neighbouring ids are stored together in the search index.
  const inOrder = photos.toSorted((a, b) => a - b);
  let [asked, removed] = [0, 0];
  while (asked < inOrder.length) {
    const some = inOrder.slice(asked, asked + atOnce);
    const gone = await attempt(host.removePhotos({ photos: some }));
    if (gone === undefined) break;
    removed += gone;
    asked += some.length;
    selection.getState().change((before) => withoutPhotos(before, some));
  }
  if (asked === 0) return;
  const taken = inOrder.slice(0, asked);
  show('notice', `Removed ${formatPlural(removed, 'photo')}.`, {
    label: 'Undo',
    isUndo: true,
    take: () => void restore(taken),
  });
}

/**
 * Restores removed photos and reports the result in a message.
 *
 * @param photos null: all that can be restored
 */
export async function restore(photos: readonly PhotoId[] | null): Promise<void> {
  const { attempt, show } = toasts.getState();
  const told = await attempt(removedList.getState().restore(photos));
  if (told === undefined) return;
  if (told.back > 0) show('notice', `Restored ${formatPlural(told.back, 'photo')}.`);
  else if (told.left === 0) show('notice', 'Nothing to restore: already added to the library again.');
  if (told.left > 0) {
    const added =
      told.left === 1 ? 'It was added again, and both copies' : 'They were added again, and both copies';
    show(
      'warning',
      `${formatPlural(told.left, 'photo')} could not be restored. ${added} have confirmed words. ` +
        'Remove the copy in the library first, then restore this one.',
    );
  }
}

/**
 * Permanently deletes removed photos and their words; the files stay.
 *
 * @param photos null: all of them
 */
export async function forget(photos: readonly PhotoId[] | null): Promise<void> {
  await toasts.getState().attempt(removedList.getState().forget(photos));
}

export async function watchFolder(path: string): Promise<void> {
  if (!(await isDone(watchedFolders.getState().watch(path)))) return;
  toasts
    .getState()
    .show('notice', `Watching ${pathParts(path).at(-1) ?? path}. New photos in it are added automatically.`);
}

export async function lookThrough({ path, name }: WatchedFolder): Promise<void> {
  if (!(await isDone(watchedFolders.getState().watch(path)))) return;
  toasts.getState().show('notice', `Scanning ${name} for new photos.`);
}

/** Stops watching a folder. A message offers to undo it. */
export async function unwatchFolder({ path, name }: WatchedFolder): Promise<void> {
  const { watch, unwatch } = watchedFolders.getState();
  if (!(await isDone(unwatch(path)))) return;
  toasts.getState().show('notice', `Stopped watching ${name}. Its photos stay in the library.`, {
    label: 'Undo',
    isUndo: true,
    take: () => void isDone(watch(path)),
  });
}

/** False if it failed; a message then says why. */
async function isDone(work: Promise<void>): Promise<boolean> {
  return (await toasts.getState().attempt(work.then(() => true))) ?? false;
}
