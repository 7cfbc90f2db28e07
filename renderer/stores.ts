import { house } from './bridge.ts';
import { createFailuresStore } from './library/failures.ts';
import { createFolderDialogStore } from './library/folderDialog.ts';
import { createPhotoList } from './library/photoList.ts';
import { createSelectionStore } from './library/selection.ts';
import { createUploadsStore } from './library/uploads.ts';
import { createPhotoStore } from './photo/photoStore.ts';
import { createSearchStore } from './search/searchStore.ts';
import { createConnectionStore } from './state/connection.ts';
import { createJobsStore } from './state/jobs.ts';
import { createNavigation } from './state/navigation.ts';
import { createThemeStore } from './state/theme.ts';
import { createToastsStore } from './state/toasts.ts';

/** The renderer's composition root: every store, once, over the one bridge. */
export const navigation = createNavigation(window);
export const toasts = createToastsStore();
export const theme = createThemeStore(localStorage);
export const connection = createConnectionStore();
export const jobs = createJobsStore(house);
export const photoList = createPhotoList(house);
export const failures = createFailuresStore(house);
export const selection = createSelectionStore();
export const folderDialog = createFolderDialogStore();
export const uploads = createUploadsStore();
export const photo = createPhotoStore(house);
export const search = createSearchStore(house);
