import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EditTitle, PutWord } from '../../shared/contract/label.ts';
import type { Hit, HitWay } from '../../shared/contract/search.ts';
import { foldText } from '../../shared/text.ts';
import type { Alternative, WordId } from '../../shared/contract/word.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import { type Failure, failureOf } from '../../shared/result.ts';

/** A person's judgement of a hit: its text, or that it is illegible or not text. */
export type Judgement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'mark'; readonly mark: 'illegible' | 'not-text' };

/** What can be judged: a word, or a missed place (word: null), which becomes a word by being confirmed. */
type Judged = Pick<Hit, 'quad' | 'polygon' | 'text'> & { readonly word: WordId | null };

/** The text that a word gets by confirming a hit. If no reading contains the term (`seen`), it is the term itself. */
export function confirmedText({ way, term, text }: Pick<Hit, 'way' | 'term' | 'text'>): string {
  return way === 'seen' && !term.includes(' ') ? term : text;
}

/** Other readings of a hit, most likely first, without those that differ only in case and punctuation. */
export function otherReadings(hit: Hit): Alternative[] {
  const denied = foldText(confirmedText(hit));
  return hit.alternatives.filter(({ text }) => foldText(text) !== denied);
}

/** The label that a judgement makes of a hit. */
export function putOf(
  { word, quad, polygon }: Pick<Hit, 'word' | 'quad' | 'polygon'>,
  judgement: Judgement,
): PutWord {
  const said =
    judgement.kind === 'text'
      ? ({ text: judgement.text.trim(), mark: 'text' } as const)
      : ({ text: '', mark: judgement.mark } as const);
  return { word, quad, polygon, ...said, confirmed: true };
}

function titleOf(hit: Judged, judgement: Judgement): Exclude<EditTitle, 'read' | 'repair'> {
  if (hit.word === null) return 'draw';
  if (judgement.kind === 'mark') return 'mark';
  return judgement.text === hit.text ? 'confirm' : 'text';
}

const reasons: Readonly<Record<HitWay, string>> = {
  read: 'One reading contains it.',
  seen: 'No reading contains it, but the recognised characters may spell it.',
  meant: 'The query may be a misspelling of this word.',
  split: 'This word and the word next to it spell it together.',
  joined: 'This word seems to contain it and another word.',
  begins: 'One reading starts with it.',
};

/** Why a word matches a query, as a sentence for the person. */
export function reasonOf({ way, meant, isConfirmed }: Pick<Hit, 'way' | 'meant' | 'isConfirmed'>): string {
  if (isConfirmed && way === 'read') return 'A person confirmed this word.';
  if (isConfirmed && way === 'begins') return 'A person confirmed this word, which starts with it.';
  return meant === null
    ? reasons[way]
    : `The query may be a misspelling of “${meant}”, which is written here.`;
}

/** A label that can be undone. */
interface MadeLabel {
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
  host: Pick<Contract, 'leaseWordIds' | 'editLabels' | 'undoLabels'>,
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
          const word = hit.word ?? (await host.leaseWordIds({ count: 1 })).from;
          const action = {
            title: titleOf(hit, judgement),
            put: [putOf({ ...hit, word }, judgement)],
            remove: [],
            order: null,
          };
          const { revision } = await host.editLabels({ photo: photo.id, revision: photo.revision, action });
          return { photo: photo.id, judgement, revision };
        }),
      undo: async () => {
        const { last } = get();
        if (last === null) return;
        await send(async () => {
          await host.undoLabels({ photo: last.photo, revision: last.revision });
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
