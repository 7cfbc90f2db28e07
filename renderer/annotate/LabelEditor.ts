import type { ExtractState, StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { labelCalls } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Rotation } from '../../shared/rotation.ts';
import type { NavigationState } from '../state/navigation.ts';
import type { ToastOffer, ToastsState } from '../state/toasts.ts';
import { snapToInk } from './geometry/ink.ts';
import { gridFor } from './geometry/wordGrid.ts';
import { createEditorStore, currentWord, type EditorState } from './model/editorStore.ts';
import type { EditAndSelection } from './model/edits.ts';
import { createLabellingStore } from './model/labellingStore.ts';
import type { EditorWord } from './model/labels.ts';
import { createLikenessStore, createQueueStore } from './model/suggestedWords.ts';
import { WordIds } from './model/wordIds.ts';
import { createPictureStore } from './stage/photoPicture.ts';
import { createStageView } from './stage/stageView.ts';
import type { Outcome, Scene } from './tools/gesture.ts';
import { createHandStore } from './tools/handStore.ts';

/** The calls of the contract that the label editor makes. */
export type EditorHost = Pick<Contract, keyof typeof labelCalls | 'readPhotos'>;

/** What the label editor needs of the window. */
export interface EditorWindow {
  readonly host: EditorHost;
  readonly navigation: StoreApi<NavigationState>;
  readonly toasts: StoreApi<ToastsState>;
  readonly rotatePhotosBack: (photos: readonly PhotoId[], by: Rotation) => void;
  readonly writeClipboard: (text: string) => Promise<void>;
}

/** The states of the editor's stores, by name. */
export type EditorStates = {
  readonly [Name in keyof LabelEditor['stores']]: ExtractState<LabelEditor['stores'][Name]>;
};

export interface WordInHand {
  readonly word: EditorWord;
  /** The text in its field. */
  readonly text: string;
}

/**
 * The label editor of a window. It works without a screen: commands take it as their first argument, React components
 * get it from a context and follow its stores.
 */
export class LabelEditor {
  readonly window: EditorWindow;
  /** What could be undone elsewhere in the window when this photo was opened or edited last. */
  undosBefore: ReadonlySet<ToastOffer> = new Set();
  readonly wordIds: WordIds;
  readonly stores;

  constructor(window: EditorWindow) {
    const { host } = window;
    this.window = window;
    this.wordIds = new WordIds(host);
    this.stores = {
      /** The photo that is edited, its words, the selection and the typed text. */
      session: createEditorStore(host, this.wordIds, (left, { message }) => {
        const name = left === null ? 'a photo' : left.name;
        this.toasts.show('error', `The last change to ${name} was not saved: ${message}`);
      }),
      labelling: createLabellingStore(),
      queue: createQueueStore(host),
      likeness: createLikenessStore(host),
      view: createStageView(),
      picture: createPictureStore(),
      /** The tool, and the gesture that is under way. */
      hand: createHandStore({
        scene: () => this.scene,
        carryOut: (outcome) => {
          this.#carryOut(outcome);
        },
      }),
    };
    this.stores.session.subscribe(({ id, edits }, before) => {
      if (id !== before.id || edits !== before.edits) this.undosBefore = new Set(this.toasts.undos);
    });
  }

  get host(): EditorHost {
    return this.window.host;
  }

  // The current states. A command that waits must read them again.

  get session(): EditorState {
    return this.stores.session.getState();
  }
  get labelling() {
    return this.stores.labelling.getState();
  }
  get queue() {
    return this.stores.queue.getState();
  }
  get likeness() {
    return this.stores.likeness.getState();
  }
  get view() {
    return this.stores.view.getState();
  }
  get picture() {
    return this.stores.picture.getState();
  }
  get hand() {
    return this.stores.hand.getState();
  }
  get toasts(): ToastsState {
    return this.window.toasts.getState();
  }
  get navigation(): NavigationState {
    return this.window.navigation.getState();
  }

  /** What the tools work on. */
  get scene(): Scene {
    const { labels, selection } = this.session;
    const { photo, view } = this.view;
    const ink = this.picture.picture?.ink ?? null;
    return {
      labels,
      grid: gridFor(labels),
      selection,
      newIds: this.wordIds.free,
      photo,
      scale: view.scale,
      snap: (quad) => (ink === null ? quad : snapToInk(quad, ink)),
    };
  }

  /** The selected word; null if none or several are selected. */
  get wordInHand(): WordInHand | null {
    const { labels, drafts, ...state } = this.session;
    const id = currentWord(state);
    const word = id === null ? undefined : labels.words.get(id);
    return word === undefined ? null : { word, text: drafts.get(word.id)?.text ?? word.text };
  }

  /**
   * Performs an edit that creates a word, and selects its words. If no id for the new word is left, says so.
   *
   * @returns whether the edit was performed
   */
  perform(edited: EditAndSelection | undefined): boolean {
    if (edited === undefined) this.#sayIdsMissing();
    else this.session.act(edited.edit, edited.select);
    return edited !== undefined;
  }

  #carryOut({ edit, select, lacksId }: Omit<Outcome, 'gesture'>): void {
    if (lacksId === true) this.#sayIdsMissing();
    else this.session.act(edit, select);
    if (edit?.title === 'draw') this.labelling.callField();
  }

  #sayIdsMissing(): void {
    const { failure } = this.wordIds;
    const isCutOff = failure === null || failure.code === 'connection-lost';
    const reason = isCutOff ? 'the connection is lost. Add it after reconnecting.' : failure.message;
    this.toasts.show('warning', `The new word was not added: ${reason}`);
  }
}
