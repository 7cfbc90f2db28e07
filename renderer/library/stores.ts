import { host } from '../host/transport.ts';
import { answers } from '../host/useCall.ts';
import { createFolderDialogStore, createWatchedFolders } from './dialogs.ts';
import { createSelectionStore } from './selection.ts';

/** The library's own stores. */
export const watchedFolders = createWatchedFolders(host, answers);
export const selection = createSelectionStore();
export const folderDialog = createFolderDialogStore();
