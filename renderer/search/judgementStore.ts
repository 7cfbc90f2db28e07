import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { putOf, titleOf, type Judged, type Judgement } from './judgeHit.ts';

/** A label that can be undone. */
export interface MadeLabel {
  readonly photo: PhotoId;
  readonly judgement: Judgement;
  /** The photo's revision after the label was made. */
  readonly revision: number;
}

export interface JudgementState {
  /** The latest label, until it is undone. */
  readonly last: MadeLabel | null;
  readonly isSending: boolean;
  /** Why the latest label could not be made or undone, until another one is tried. */
  readonly error: Failure | null;
  /** Makes a label from a person's judgement of a hit. Resolves to whether it was made. */
  readonly judge: (
    photo: Pick<Photo, 'id' | 'revision'>,
    hit: Judged,
    judgement: Judgement,
  ) => Promise<boolean>;
  readonly undo: () => Promise<void>;
  readonly forgetError: () => void;
  readonly forget: () => void;
}

/** Labels that are made on the search screen; each is one edit in the photo's history. */
export function createJudgementStore(
  house: Pick<Contract, 'leaseWordIds' | 'editLabels' | 'undoLabels'>,
): StoreApi<JudgementState> {
  return createStore<JudgementState>((set, get) => {
    async function send(work: () => Promise<MadeLabel | null>): Promise<boolean> {
      if (get().isSending) return false;
      set({ isSending: true, error: null });
      try {
        set({ last: await work(), isSending: false });
        return true;
      } catch (thrown) {
        set({ isSending: false, error: failureOf(thrown) });
        return false;
      }
    }

    return {
      last: null,
      isSending: false,
      error: null,
      judge: (photo, hit, judgement) =>
        send(async () => {
          const word = hit.word ?? (await house.leaseWordIds({ count: 1 })).from;
          const action = {
            title: titleOf(hit, judgement),
            put: [putOf({ ...hit, word }, judgement)],
            remove: [],
            order: null,
          };
          const { revision } = await house.editLabels({ photo: photo.id, revision: photo.revision, action });
          return { photo: photo.id, judgement, revision };
        }),
      undo: async () => {
        const { last } = get();
        if (last === null) return;
        await send(async () => {
          await house.undoLabels({ photo: last.photo, revision: last.revision });
          return null;
        });
      },
      forgetError: () => {
        set({ error: null });
      },
      forget: () => {
        set({ last: null, error: null });
      },
    };
  });
}
