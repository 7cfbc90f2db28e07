import { house } from '../host/transport.ts';
import { answers } from '../host/useCall.ts';
import { createFolderDialogStore } from './folderDialog.ts';
import { createRemovedList } from './removedList.ts';
import { createSelectionStore } from './selection.ts';
import { createWatchedFolders } from './watchedFolders.ts';

/** The library's own stores. */
export const removedList = createRemovedList(house, answers);
export const watchedFolders = createWatchedFolders(house, answers);
export const selection = createSelectionStore();
export const folderDialog = createFolderDialogStore();
