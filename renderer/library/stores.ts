import { createDialogStore } from '../state/dialogStore.ts';
import { host } from '../host/transport.ts';
import { answers } from '../host/useCall.ts';
import { createWatchedFolders } from './dialogs.ts';
import { createSelectionStore } from './selection.ts';

/** The library's own stores. */
export const watchedFolders = createWatchedFolders(host, answers);
export const selection = createSelectionStore();
/** Browses the folders of the host, from this one. */
export const folderDialog = createDialogStore<string>();
