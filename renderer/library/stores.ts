import { house } from '../host/transport.ts';
import { createFailuresStore } from './failures.ts';
import { createFolderDialogStore } from './folderDialog.ts';
import { createRemovedList } from './removedList.ts';
import { createSelectionStore } from './selection.ts';
import { createWatchedFolders } from './watchedFolders.ts';

/** The library's own stores. */
export const failures = createFailuresStore(house);
export const removedList = createRemovedList(house);
export const watchedFolders = createWatchedFolders(house);
export const selection = createSelectionStore();
export const folderDialog = createFolderDialogStore();
