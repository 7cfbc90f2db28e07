import type { Job, JobId } from '../../shared/contract/job.ts';
import { isImportName } from '../../shared/contract/photo.ts';
import { house, importDropped } from '../bridge.ts';
import { leftOutText, type DroppedFile } from '../droppedFiles.ts';
import { libraryRoute, type Route } from '../state/route.ts';
import type { ToastOffer } from '../state/toasts.ts';
import { jobs, navigation, toasts, uploads, watchedFolders } from '../stores.ts';
import { watchFolder } from './watching.ts';

/** Imports what was dropped or picked, and shows the library filling. */
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

/** Folders that are being imported, by the job that does. */
const foldersComing = new Map<JobId, string>();

/** Imports files and folders of the machine that Inkdex runs on. */
export async function importPaths(paths: readonly string[]): Promise<void> {
  const { route } = navigation.getState();
  const job = await toasts.getState().attempt(house.importPaths({ paths: [...paths], read: true }));
  if (job === undefined) return;
  const [only] = paths;
  if (paths.length === 1 && only !== undefined && !isImportName(only)) foldersComing.set(job.id, only);
  showImport(job, route);
}

/** Once a folder is in, what comes into it later may come by itself. */
export function offerToWatch({ id }: Job): ToastOffer | undefined {
  const path = foldersComing.get(id);
  foldersComing.delete(id);
  if (path === undefined || watchedFolders.getState().folders.some((folder) => folder.path === path)) {
    return undefined;
  }
  return { label: 'Watch this folder', take: () => void watchFolder(path) };
}

export async function importSamples(): Promise<void> {
  const { route } = navigation.getState();
  const job = await toasts.getState().attempt(house.importSamples({}));
  if (job !== undefined) showImport(job, route);
}

/** @param from where the person was when they asked for it: sending files may take minutes */
function showImport(job: Job, from: Route): void {
  // The job's own events may have come first and know more.
  const isKnown = jobs.getState().jobs.some(({ id }) => id === job.id);
  if (!isKnown) jobs.getState().receive(job);
  navigation.getState().navigateFrom(from, libraryRoute);
}
