import { join } from 'node:path';
import { expect } from 'vitest';
import { createNavigation } from '../../../renderer/state/navigation.ts';
import { createToastsStore } from '../../../renderer/state/toasts.ts';
import { LabelEditor, type EditorHost, type EditorWindow } from '../../../renderer/annotate/LabelEditor.ts';
import { mapShape, translation } from '../../../renderer/annotate/geometry/shape.ts';
import { isOvertaken } from '../../../renderer/common/word/draft.ts';
import { drawWord, type confirmText, type EditAndSelection } from '../../../renderer/annotate/model/edits.ts';
import type { LabelsChanged } from '../../../shared/contract/label.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { InkdexError } from '../../../shared/result.ts';
import { importAll, openTestServices, writePhoto } from '../../support/services.ts';
import { textsOf } from './words.ts';

/** A label editor without a screen. A call that `host` lacks fails. */
export function headlessEditor(host: Partial<EditorHost>, window: Partial<EditorWindow> = {}): LabelEditor {
  const lacking = (name: string) => () => Promise.reject(new InkdexError('internal', `No ${name} here.`));
  return new LabelEditor({
    host: {
      leaseWordIds: lacking('leaseWordIds'),
      getLabels: lacking('getLabels'),
      editLabels: lacking('editLabels'),
      undoLabels: lacking('undoLabels'),
      redoLabels: lacking('redoLabels'),
      setProgress: lacking('setProgress'),
      readWordsAgain: lacking('readWordsAgain'),
      readPhotos: lacking('readPhotos'),
      labelQueue: lacking('labelQueue'),
      lookAlikes: lacking('lookAlikes'),
      ...host,
    },
    navigation: createNavigation({
      location: { hash: '' },
      history: { pushState: () => undefined, replaceState: () => undefined },
      addEventListener: () => undefined,
    }),
    toasts: createToastsStore(),
    rotatePhotosBack: () => undefined,
    writeClipboard: () => Promise.resolve(),
    ...window,
  });
}

export interface TestHost {
  readonly host: EditorHost;
  readonly photo: PhotoId;
}

/** A window on a photo with the words "the quick fox" and the real services; `line` cuts the connection. */
export async function openWindow(opened?: TestHost, window: Partial<EditorWindow> = {}) {
  const { host, photo } = opened ?? (await openHost());
  const line = { isCut: false, losesAnswers: false };
  const behind = <Args, Answer>(call: (args: Args) => Promise<Answer>) => {
    return async (args: Args): Promise<Answer> => {
      if (line.isCut) throw new InkdexError('connection-lost', 'No answer.');
      const answer = await call(args);
      if (line.losesAnswers) {
        line.isCut = true;
        throw new InkdexError('connection-lost', 'No answer.');
      }
      return answer;
    };
  };
  const editor = headlessEditor(
    {
      leaseWordIds: behind(host.leaseWordIds),
      getLabels: behind(host.getLabels),
      editLabels: behind(host.editLabels),
      undoLabels: behind(host.undoLabels),
      redoLabels: behind(host.redoLabels),
      setProgress: behind(host.setProgress),
      readWordsAgain: behind(host.readWordsAgain),
      readPhotos: behind(host.readPhotos),
      labelQueue: behind(host.labelQueue),
      lookAlikes: behind(host.lookAlikes),
    },
    window,
  );
  await editor.session.open(photo);
  const state = () => editor.session;
  const wordAt = (place: number) =>
    state().labels.words.get(state().labels.lines.flat()[place] ?? missing()) ?? missing();
  const draftAt = (place: number) => state().drafts.get(wordAt(place).id) ?? missing();
  return {
    editor,
    state,
    line,
    host,
    photo,
    texts: () => textsOf(state().labels),
    messages: () => editor.toasts.toasts.map(({ message }) => message),
    wordAt,
    draftAt,
    /** Draws a word to the right of another, and selects it. */
    drawAfter: (place: number): EditAndSelection => {
      const drawn = drawWord(editor.wordIds.free, mapShape(wordAt(place), translation(150, 0))) ?? missing();
      editor.perform(drawn);
      return drawn;
    },
    isOvertakenAt: (place: number) => isOvertaken(draftAt(place), wordAt(place)),
    /** Resolves once the host has answered, or the connection is lost. */
    settled: () => expect.poll(() => state().unsaved === 0 || state().isCutOff).toBe(true),
  };
}

async function openHost(): Promise<TestHost> {
  const { services, photos } = await openTestServices();
  await importAll(services, [await writePhoto(join(photos), 'the quick fox.jpg')]);
  const [photo] = services.library.calls.listPhotos({ offset: 0, limit: 1, status: null }).photos;
  const { labels } = services;
  const host: EditorHost = {
    leaseWordIds: async (args) => Promise.resolve().then(() => labels.calls.leaseWordIds(args)),
    getLabels: async (args) => Promise.resolve(labels.calls.getLabels(args)),
    editLabels: async (args) => Promise.resolve().then(() => labels.calls.editLabels(args)),
    undoLabels: async (args) => Promise.resolve().then(() => labels.calls.undoLabels(args)),
    redoLabels: async (args) => Promise.resolve().then(() => labels.calls.redoLabels(args)),
    setProgress: async (args) => Promise.resolve().then(() => labels.calls.setProgress(args)),
    readWordsAgain: (args) => labels.calls.readWordsAgain(args),
    readPhotos: async (args) => Promise.resolve().then(() => services.reading.calls.readPhotos(args)),
    labelQueue: async (args) => Promise.resolve().then(() => labels.calls.labelQueue(args)),
    lookAlikes: async (args) => Promise.resolve().then(() => labels.calls.lookAlikes(args)),
  };
  return { host, photo: photo?.id ?? missing() };
}

export function missing(): never {
  throw new Error('Expected a value.');
}

/** Makes an edit elsewhere; returns the event that other windows receive. */
export async function edited(
  host: EditorHost,
  photo: PhotoId,
  action: ReturnType<typeof confirmText>,
): Promise<LabelsChanged> {
  const { revision } = await host.getLabels({ photo });
  return host.editLabels({ photo, revision, action: action ?? missing() });
}
