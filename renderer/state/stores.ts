import { host } from '../host/transport.ts';
import { answers } from '../host/useCall.ts';
import { createConnectionStore, createThemeStore, createUploadsStore } from './windowState.ts';
import { createEnginesStore, createModelsStore, followCorrections } from './models.ts';
import { createJobsStore } from './jobs.ts';
import { createNavigation } from './navigation.ts';
import { createPhotoStore } from './photo.ts';
import { createPhotoList } from './photoList.ts';
import { createRecentSearches } from './recentSearches.ts';
import { folderViewForm, libraryViewForm, resultViewForm } from './resultView.ts';
import { createViewStore } from './viewStore.ts';
import { createRunList } from './runList.ts';
import { createSearchStore } from './search.ts';
import { createToastsStore } from './toasts.ts';

/** The stores that several screens use, each created once. */
export const navigation = createNavigation(window);
export const toasts = createToastsStore();
/** Awaiting what the person asked for, and showing a message. */
export const { attempt, show } = toasts.getState();
navigation.subscribe(({ route }, before) => {
  if (route.screen !== before.route.screen) toasts.getState().leave();
});
export const theme = createThemeStore(localStorage);
export const connection = createConnectionStore();
export const jobs = createJobsStore(host);
export const uploads = createUploadsStore();
export const libraryView = createViewStore(localStorage, libraryViewForm);
export const folderView = createViewStore(localStorage, folderViewForm);
export const photoList = createPhotoList(host, () => libraryView.getState().sort);
export const photo = createPhotoStore(host);
export const resultView = createViewStore(localStorage, resultViewForm);
export const recentSearches = createRecentSearches(localStorage);
export const search = createSearchStore(host, () => resultView.getState().sort);
export const runList = createRunList(host);
export const corrections = followCorrections(host, answers);
export const models = createModelsStore(host, answers);
export const engines = createEnginesStore(host, answers);
