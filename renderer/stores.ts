import { createEditorStore } from './annotate/model/editorStore.ts';
import { createLabellingStore } from './annotate/model/labellingStore.ts';
import { createLikenessStore } from './annotate/model/likenessStore.ts';
import { createQueueStore } from './annotate/model/queueStore.ts';
import { createPictureStore } from './annotate/stage/photoPicture.ts';
import { sceneOf } from './annotate/stage/scene.ts';
import { createStageView } from './annotate/stage/stageView.ts';
import { createHandStore } from './annotate/tools/handStore.ts';
import { house } from './host/transport.ts';
import { createDatasetList } from './datasets/datasetList.ts';
import { createImportFlow } from './datasets/import/importFlow.ts';
import { createSampleList } from './datasets/samples/sampleList.ts';
import { createDatasetTasks } from './datasets/work/datasetTasks.ts';
import { createFailuresStore } from './library/failures.ts';
import { createFolderDialogStore } from './library/folderDialog.ts';
import { createPhotoList } from './library/photoList.ts';
import { createRemovedList } from './library/removedList.ts';
import { createSelectionStore } from './library/selection.ts';
import { createUploadsStore } from './library/uploads.ts';
import { createWatchedFolders } from './library/watchedFolders.ts';
import { createPhotoStore } from './photo/photoStore.ts';
import { createJudgementStore } from './search/judgementStore.ts';
import { createOverlookedStore } from './search/overlookedStore.ts';
import { createSearchStore } from './search/searchStore.ts';
import { createConnectionStore } from './state/connection.ts';
import { createJobsStore } from './state/jobs.ts';
import { createNavigation } from './state/navigation.ts';
import { createOpenDialogs } from './state/openDialogs.ts';
import { createThemeStore } from './state/theme.ts';
import { createToastsStore } from './state/toasts.ts';
import { createEnginesStore } from './models/enginesStore.ts';
import { createModelsStore } from './models/modelsStore.ts';
import { createCorrectionsStore } from './training/correctionsStore.ts';
import { createRunBook } from './training/runLog.ts';
import { createRunList } from './training/runList.ts';
import { createIamDialog } from './training/start/iamDialog.ts';

/** The renderer's composition root: creates every store once, with the same bridge. */
export const navigation = createNavigation(window);
export const toasts = createToastsStore();
export const openDialogs = createOpenDialogs();
export const theme = createThemeStore(localStorage);
export const connection = createConnectionStore();
export const jobs = createJobsStore(house);
export const photoList = createPhotoList(house);
export const failures = createFailuresStore(house);
export const removedList = createRemovedList(house);
export const watchedFolders = createWatchedFolders(house);
export const selection = createSelectionStore();
export const folderDialog = createFolderDialogStore();
export const uploads = createUploadsStore();
export const photo = createPhotoStore(house);
export const search = createSearchStore(house);
export const overlooked = createOverlookedStore(house);
export const judgements = createJudgementStore(house);
export const datasetList = createDatasetList(house);
export const datasetTasks = createDatasetTasks(
  house,
  (job) => jobs.getState().jobs.find(({ id }) => id === job),
  sessionStorage,
);
export const importFlow = createImportFlow(house, datasetTasks.getState().start, (name, { message }) => {
  toasts.getState().show('error', `${name} was not imported: ${message}`);
});
export const sampleList = createSampleList(house);
export const editor = createEditorStore(
  house,
  (left, { message }) => {
    const name = left === null ? 'a photo' : left.name;
    toasts.getState().show('error', `The last change to ${name} was not saved: ${message}`);
  },
  (names) => {
    hand.getState().rename(names);
  },
);
export const labelling = createLabellingStore();
export const queue = createQueueStore(house);
export const likeness = createLikenessStore(house);
export const stageView = createStageView();
export const picture = createPictureStore();
export const hand = createHandStore({
  scene: () => sceneOf(editor.getState(), stageView.getState(), picture.getState()),
  carryOut: ({ edit, select }) => {
    editor.getState().act(edit, select);
    if (edit?.title === 'draw') labelling.getState().callField();
  },
});
export const runList = createRunList(house);
export const runBook = createRunBook(house);
export const corrections = createCorrectionsStore(house);
export const models = createModelsStore(house);
export const engines = createEnginesStore(house);
export const iamDialog = createIamDialog(house);
