import { house } from '../host/transport.ts';
import { answers } from '../host/useCall.ts';
import { createConnectionStore, createThemeStore, createUploadsStore } from './windowState.ts';
import { createEnginesStore, createModelsStore, followCorrections } from './models.ts';
import { createJobsStore } from './jobs.ts';
import { createNavigation } from './navigation.ts';
import { createPhotoStore } from './photo.ts';
import { createPhotoList } from './photoList.ts';
import { createRunList } from './runList.ts';
import { createSearchStore } from './search.ts';
import { createToastsStore } from './toasts.ts';

/** The stores that several screens use, each created once. */
export const navigation = createNavigation(window);
export const toasts = createToastsStore();
export const theme = createThemeStore(localStorage);
export const connection = createConnectionStore();
export const jobs = createJobsStore(house);
export const uploads = createUploadsStore();
export const photoList = createPhotoList(house);
export const photo = createPhotoStore(house);
export const search = createSearchStore(house);
export const runList = createRunList(house);
export const corrections = followCorrections(house, answers);
export const models = createModelsStore(house, answers);
export const engines = createEnginesStore(house, answers);
