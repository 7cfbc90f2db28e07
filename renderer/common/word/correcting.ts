import type { StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { EditTitle, PhotoRevision, PutWord } from '../../../shared/contract/label.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import type { Polygon, Word, WordId, WordMark } from '../../../shared/contract/word.ts';
import type { Quad } from '../../../shared/geometry.ts';
import { type Failure, failureOf, InkdexError } from '../../../shared/result.ts';
import { normalizeText } from '../../../shared/text.ts';
import { formatPlural } from '../../ui/format.ts';
import { isOvertaken, sayingOf, toldOf, type Draft } from './draft.ts';
import { mostLookAlikes, type LookAlikesState } from './lookAlikes.ts';
import type { SayStored } from './sayStored.ts';
import { wordStateOf, type WordState } from './wordState.ts';
import { storeOf } from '../../state/storeOf.ts';

/** What can be corrected: a word, or a place of a photo that becomes a word by being confirmed (`id` is null). */
export interface CorrectableWord extends WordState {
  readonly photo: PhotoId;
  /** The photo's revision when the word was as it is shown. */
  readonly revision: number;
  readonly id: WordId | null;
  readonly quad: Quad;
  readonly polygon: Polygon | null;
}

export function correctableWord(word: Word): CorrectableWord {
  const { photo, revision, id, quad, polygon } = word;
  return { photo, revision, id, quad, polygon, ...wordStateOf(word) };
}

/** What a person says of a word. The text is normalised; it is empty for a word that is marked as another thing. */
type Judgement = Pick<PutWord, 'text' | 'mark'>;

/** A draft, and the word that it was typed for. */
type WordDraft = Draft & Pick<CorrectableWord, 'photo' | 'id'>;

/** Names a word, or a place of a photo. */
export function keyOf({ id, photo, quad }: CorrectableWord): string {
  return id === null ? `${String(photo)} ${quad.join(' ')}` : String(id);
}

type TextTitle = Extract<EditTitle, 'draw' | 'confirm' | 'text'>;

function textTitleOf({ id, text: before }: CorrectableWord, text: string): TextTitle {
  if (id === null) return 'draw';
  return text === before ? 'confirm' : 'text';
}

const verbs: Readonly<Record<TextTitle, string>> = {
  draw: 'Added',
  confirm: 'Confirmed',
  text: 'Corrected to',
};

/** Longer texts are cut in a message: it stays within the window. */
const mostSaid = 60;

/** Says what was stored, and how many words look alike. */
export function messageOf(
  word: CorrectableWord,
  { text, mark }: Judgement,
  lookAlikes: readonly { readonly word: Pick<Word, 'photo'> }[],
): string {
  if (mark !== 'text') return mark === 'illegible' ? 'Marked as illegible.' : 'Marked as not text.';
  const bare = text.trim();
  const said = `“${bare.length > mostSaid ? `${bare.slice(0, mostSaid)}…` : bare}”`;
  const what = `${verbs[textTitleOf(word, text)]} ${said}.`;
  if (lookAlikes.length === 0) return what;
  const photos = new Set(lookAlikes.map(({ word: { photo } }) => photo)).size;
  const count = lookAlikes.length < mostLookAlikes ? '' : 'At least ';
  return `${what} ${count}${formatPlural(lookAlikes.length, 'look-alike')} on ${formatPlural(photos, 'photo')}.`;
}

interface Parts {
  readonly host: Pick<Contract, 'leaseWordIds' | 'editLabels'>;
  readonly lookAlikes: StoreApi<Pick<LookAlikesState, 'find' | 'show'>>;
  readonly say: SayStored;
  /** Called after words have changed. */
  readonly onChange: () => void;
}

/** Corrects single words from any screen; each correction is one edit in its photo's history. */
export function createCorrecting({ host, lookAlikes, say, onChange }: Parts) {
  async function store(word: CorrectableWord, judgement: Judgement): Promise<void> {
    const { quad, polygon } = word;
    const id = word.id ?? (await host.leaseWordIds({ count: 1 })).from;
    const put = { word: id, quad, polygon, ...judgement, confirmed: true };
    const markTitle: EditTitle = word.id === null ? 'draw' : 'mark';
    const title = put.mark === 'text' ? textTitleOf(word, put.text) : markTitle;
    const action = { title, put: [put], remove: [], order: null };
    const changed = await host.editLabels({ photo: word.photo, revision: word.revision, action });
    onChange();
    void tell(word, put, changed);
  }

  async function tell(
    word: CorrectableWord,
    put: PutWord,
    { photo, revision }: PhotoRevision,
  ): Promise<void> {
    const { find, show } = lookAlikes.getState();
    const found = put.mark === 'text' ? await find(put.word) : [];
    const take = () => {
      show({ text: put.text, found });
    };
    const offers = found.length === 0 ? [] : [{ label: 'Show', take }];
    say(messageOf(word, put, found), [{ photo, revision }], ...offers);
  }

  const { set, get, withActions } = storeOf({
    /** What was typed and not confirmed yet, by `keyOf`. */
    drafts: new Map() as ReadonlyMap<string, WordDraft>,
    /** Whether a correction is being saved. */
    isSaving: false,
    /** Why the last correction was not saved, and of which word (`keyOf`), until another one is tried. */
    failed: null as { readonly word: string; readonly failure: Failure } | null,
  });
  const keep = (word: CorrectableWord, draft: Draft | null): void => {
    const drafts = new Map(get().drafts);
    if (draft === null) drafts.delete(keyOf(word));
    else drafts.set(keyOf(word), { ...draft, photo: word.photo, id: word.id });
    set({ drafts });
  };
  const refuse = (word: CorrectableWord, thrown: unknown): false => {
    set({ isSaving: false, failed: { word: keyOf(word), failure: failureOf(thrown) } });
    return false;
  };
  const judge = async (word: CorrectableWord, judgement: Judgement): Promise<boolean> => {
    if (get().isSaving) return false;
    set({ isSaving: true, failed: null });
    try {
      await store(word, judgement);
    } catch (thrown) {
      return refuse(word, thrown);
    }
    keep(word, null);
    set({ isSaving: false });
    return true;
  };

  return withActions({
    /** Keeps what is typed; null discards it. */
    type: (word: CorrectableWord, text: string | null) => {
      const { onto, warning } = get().drafts.get(keyOf(word)) ?? { onto: sayingOf(word), warning: 'none' };
      keep(word, text === null ? null : { text, onto, warning });
      set({ failed: null });
    },
    /** Confirms what was typed, or else the proposed text. Resolves to whether it is stored. */
    confirm: async (word: CorrectableWord, proposed: string) => {
      const draft = get().drafts.get(keyOf(word));
      const text = draft?.text ?? proposed;
      if (text.trim() === '') {
        const message = 'The word has no text. Type it, or mark the word as illegible or not text.';
        return refuse(word, new InkdexError('bad-arguments', message));
      }
      if (draft !== undefined && isOvertaken(draft, word)) {
        keep(word, toldOf(draft, word));
        return false;
      }
      return judge(word, { mark: 'text', text: normalizeText(text) });
    },
    mark: (word: CorrectableWord, mark: Exclude<WordMark, 'text'>) => judge(word, { mark, text: '' }),
    /** Gives up what was typed for words that a photo no longer has, and returns those texts. */
    dropLost: (photo: PhotoId, words: readonly Pick<Word, 'id'>[]) => {
      const known = new Set(words.map(({ id }) => id));
      const isLost = (draft: WordDraft) => draft.photo === photo && draft.id !== null && !known.has(draft.id);
      const all = [...get().drafts];
      const lost = all.filter(([, draft]) => isLost(draft));
      if (lost.length > 0) set({ drafts: new Map(all.filter(([, draft]) => !isLost(draft))) });
      return lost.map(([, { text }]) => text);
    },
  });
}
