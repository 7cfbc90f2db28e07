import { followTurns } from '../common/turning.ts';
import { house } from '../host/transport.ts';
import { toasts } from '../state/stores.ts';
import { createEditorStore } from './model/editorStore.ts';
import { createLabellingStore } from './model/labellingStore.ts';
import { createLikenessStore } from './model/likenessStore.ts';
import { createQueueStore } from './model/queueStore.ts';
import { WordIds } from './model/wordIds.ts';
import { createPictureStore } from './stage/photoPicture.ts';
import { sceneOf } from './stage/scene.ts';
import { createStageView } from './stage/stageView.ts';
import { createHandStore } from './tools/handStore.ts';

/** The label editor's stores. */
export const wordIds = new WordIds(house);
export const editor = createEditorStore(house, wordIds, (left, { message }) => {
  const name = left === null ? 'a photo' : left.name;
  toasts.getState().show('error', `The last change to ${name} was not saved: ${message}`);
});
export const labelling = createLabellingStore();
export const queue = createQueueStore(house);
export const likeness = createLikenessStore(house);
export const stageView = createStageView();
export const picture = createPictureStore();
export const hand = createHandStore({
  scene: () => sceneOf(editor.getState(), stageView.getState(), picture.getState(), wordIds.free),
  carryOut: ({ edit, select, lacksId }) => {
    if (lacksId === true) sayIdsMissing();
    else editor.getState().act(edit, select);
    if (edit?.title === 'draw') labelling.getState().callField();
  },
});

/** Says why a new word cannot be added. */
export function sayIdsMissing(): void {
  const { failure } = wordIds;
  const isCutOff = failure === null || failure.code === 'connection-lost';
  const message = isCutOff
    ? 'The new word was not added: the connection is lost. Add it after reconnecting.'
    : `The new word was not added: ${failure.message}`;
  toasts.getState().show('warning', message);
}

followTurns((photos, by) => {
  editor.getState().noteTurn(photos, by);
});
