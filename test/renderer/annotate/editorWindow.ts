import { join } from 'node:path';
import { expect } from 'vitest';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { LabelsChanged } from '../../../shared/contract/label.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { InkdexError } from '../../../shared/result.ts';
import { isOvertaken } from '../../../renderer/annotate/model/drafts.ts';
import { createEditorStore } from '../../../renderer/annotate/model/editorStore.ts';
import { drawWord, type confirmText, type EditAndSelection } from '../../../renderer/annotate/model/edits.ts';
import { WordIds } from '../../../renderer/annotate/model/wordIds.ts';
import { mapShape, translation } from '../../../renderer/annotate/geometry/shape.ts';
import { importAll, openTestServices, writePhoto } from '../../support/services.ts';
import { textsOf } from './words.ts';

export type House = Pick<
  Contract,
  'leaseWordIds' | 'getLabels' | 'editLabels' | 'undoLabels' | 'redoLabels' | 'setProgress'
>;

/** A window on a photo with the words "the quick fox" and the real services; `line` cuts the connection. */
export async function openWindow(opened?: { house: House; photo: PhotoId }) {
  const { house, photo } = opened ?? (await openHouse());
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
  const refusedLater: (string | undefined)[] = [];
  const wordIds = new WordIds({ leaseWordIds: behind(house.leaseWordIds) });
  const editor = createEditorStore(
    {
      getLabels: behind(house.getLabels),
      editLabels: behind(house.editLabels),
      undoLabels: behind(house.undoLabels),
      redoLabels: behind(house.redoLabels),
      setProgress: behind(house.setProgress),
    },
    wordIds,
    (left, refusal) => refusedLater.push(left?.name, refusal.code),
  );
  await editor.getState().open(photo);
  const state = () => editor.getState();
  const wordAt = (place: number) =>
    state().labels.words.get(state().labels.lines.flat()[place] ?? missing()) ?? missing();
  const draftAt = (place: number) => state().drafts.get(wordAt(place).id) ?? missing();
  return {
    state,
    refusedLater,
    wordIds,
    line,
    house,
    photo,
    texts: () => textsOf(state().labels),
    wordAt,
    draftAt,
    /** Draws a word to the right of another, and selects it. */
    drawAfter: (place: number): EditAndSelection => {
      const shape = mapShape(wordAt(place), translation(150, 0));
      const drawn = drawWord(wordIds.free, shape) ?? missing();
      state().act(drawn.edit, drawn.select);
      return drawn;
    },
    isOvertakenAt: (place: number) => isOvertaken(draftAt(place), wordAt(place)),
    /** Resolves once the host has answered, or the connection is lost. */
    settled: () => expect.poll(() => state().unsaved === 0 || state().isCutOff).toBe(true),
  };
}

async function openHouse(): Promise<{ house: House; photo: PhotoId }> {
  const { services, photos } = await openTestServices();
  await importAll(services, [await writePhoto(join(photos), 'the quick fox.jpg')]);
  const [photo] = services.library.listPhotos({ offset: 0, limit: 1, status: null }).photos;
  const { labels } = services;
  const house: House = {
    leaseWordIds: async (args) => Promise.resolve().then(() => labels.leaseWordIds(args)),
    getLabels: async (args) => Promise.resolve(labels.getLabels(args)),
    editLabels: async (args) => Promise.resolve().then(() => labels.editLabels(args)),
    undoLabels: async (args) => Promise.resolve().then(() => labels.undoLabels(args)),
    redoLabels: async (args) => Promise.resolve().then(() => labels.redoLabels(args)),
    setProgress: async (args) => Promise.resolve().then(() => labels.setProgress(args)),
  };
  return { house, photo: photo?.id ?? missing() };
}

export function missing(): never {
  throw new Error('Expected a value.');
}

/** Makes an edit elsewhere; returns the event that other windows receive. */
export async function edited(
  house: House,
  photo: PhotoId,
  action: ReturnType<typeof confirmText>,
): Promise<LabelsChanged> {
  const { revision } = await house.getLabels({ photo });
  return house.editLabels({ photo, revision, action: action ?? missing() });
}
