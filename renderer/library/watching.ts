import type { WatchedFolder } from '../../shared/contract/library.ts';
import { toasts } from '../state/stores.ts';
import { watchedFolders } from './stores.ts';
import { pathParts } from '../ui/pathParts.ts';

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
