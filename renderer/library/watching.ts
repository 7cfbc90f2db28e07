import type { WatchedFolder } from '../../shared/contract/watchedFolder.ts';
import { toasts, watchedFolders } from '../stores.ts';
import { pathParts } from '../ui/pathParts.ts';

export async function watchFolder(path: string): Promise<void> {
  if (!(await isDone(watchedFolders.getState().watch(path)))) return;
  toasts
    .getState()
    .show('notice', `What is new in ${pathParts(path).at(-1) ?? path} comes in by itself from now on.`);
}

export async function lookThrough({ path, name }: WatchedFolder): Promise<void> {
  if (!(await isDone(watchedFolders.getState().watch(path)))) return;
  toasts.getState().show('notice', `Looking through ${name} for what is new.`);
}

/** A message offers to go on. */
export async function unwatchFolder({ path, name }: WatchedFolder): Promise<void> {
  const { watch, unwatch } = watchedFolders.getState();
  if (!(await isDone(unwatch(path)))) return;
  toasts.getState().show('notice', `${name} is watched no more. Its photos stay.`, {
    label: 'Undo',
    isUndo: true,
    take: () => void isDone(watch(path)),
  });
}

/** False where it failed; a message says why. */
async function isDone(work: Promise<void>): Promise<boolean> {
  return (await toasts.getState().attempt(work.then(() => true))) ?? false;
}
