import { followTurns } from '../common/turning.ts';
import { house } from '../host/transport.ts';
import { toasts } from '../state/stores.ts';
import { createEditorStore } from './model/editorStore.ts';
import { createLabellingStore } from './model/labellingStore.ts';
import { createLikenessStore } from './model/likenessStore.ts';
import { createQueueStore } from './model/queueStore.ts';
import { createPictureStore } from './stage/photoPicture.ts';
import { sceneOf } from './stage/scene.ts';
import { createStageView } from './stage/stageView.ts';
import { createHandStore } from './tools/handStore.ts';

/** The label editor's stores. */
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

followTurns((photos, by) => {
  editor.getState().noteTurn(photos, by);
});
