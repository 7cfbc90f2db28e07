import type { LabelAction, WordReference } from '../../../shared/contract/label.ts';
import { normalizeText } from '../../../shared/text.ts';
import type { EditorWord, Labels } from './labels.ts';
import type { Names } from './waiting.ts';

/** What a word says, and whether a person vouches for it. */
export type Saying = Pick<EditorWord, 'text' | 'mark' | 'isConfirmed'>;

/** What was typed for a word and is not confirmed yet. */
export interface Draft {
  readonly text: string;
  /** What the word said when typing began; once the person was told of another saying, that one. */
  readonly onto: Saying;
  /** How the person knows that somebody else was first: not, by a refusal whose reason is still to come, or by what it says now. */
  readonly warning: 'none' | 'refused' | 'told';
}

export type Drafts = ReadonlyMap<WordReference, Draft>;

/** Words that somebody else deleted while something was typed for them. */
export type LostWords = ReadonlyMap<WordReference, EditorWord>;

/** What is in hand while words come, change and go. */
export interface Typed {
  readonly drafts: Drafts;
  readonly lost: LostWords;
}

export function sayingOf({ text, mark, isConfirmed }: Saying): Saying {
  return { text, mark, isConfirmed };
}

/**
 * Whether a word has become something else than it was when typing began, so that confirming the draft would
 * overwrite what somebody said. What a model reads anew is nobody's saying.
 */
export function isOvertaken(draft: Draft, word: EditorWord): boolean {
  const isSaid = word.isConfirmed || word.mark !== 'text' || word.madeBy?.kind === 'person';
  return isSaid && !isSame(draft.onto, word) && !(word.mark === 'text' && says(word, draft));
}

/** The draft once the person was told what the word has become: confirming it is meant from then on. */
export function toldOf(draft: Draft, word: EditorWord): Draft {
  return { text: draft.text, onto: sayingOf(word), warning: 'told' };
}

/**
 * What was typed, carried over to the words as they are now. What a refused action would have written goes back
 * into the fields; what was typed for a word that is gone stays, with the word, until it is back or given up.
 *
 * @param gone words that somebody else took away
 */
export function carryDrafts(
  { drafts, lost }: Typed,
  labels: Labels,
  news: {
    readonly names?: Names;
    readonly refused?: readonly LabelAction[];
    readonly gone?: readonly EditorWord[];
  },
): Typed {
  const { names, refused = [], gone = [] } = news;
  const carried = new Map(Array.from(drafts, ([id, draft]) => [names?.get(id) ?? id, draft]));
  keepRefused(carried, labels, refused);
  for (const [id, draft] of carried) {
    const word = labels.words.get(id);
    if (word !== undefined && draft.warning === 'refused' && !isSame(draft.onto, word)) {
      carried.set(id, toldOf(draft, word));
    }
  }
  const missed = gone.filter((word) => {
    const draft = carried.get(word.id);
    return draft !== undefined && !says(word, draft);
  });
  const all = [...lost, ...missed.map((word) => [word.id, word] as const)];
  return { drafts: carried, lost: new Map(all.filter(([id]) => !labels.words.has(id))) };
}

/** The first of them was refused for what it touches itself, the others because they waited behind it. */
function keepRefused(
  drafts: Map<WordReference, Draft>,
  labels: Labels,
  refused: readonly LabelAction[],
): void {
  for (const [place, { title, put }] of refused.entries()) {
    if (title !== 'text') continue;
    for (const state of put) {
      if (drafts.has(state.word)) continue;
      const onto = sayingOf(labels.words.get(state.word) ?? { ...state, isConfirmed: state.confirmed });
      drafts.set(state.word, { text: state.text, onto, warning: place === 0 ? 'refused' : 'none' });
    }
  }
}

function says(word: Saying, draft: Draft): boolean {
  return normalizeText(draft.text) === word.text;
}

function isSame(a: Saying, b: Saying): boolean {
  return a.text === b.text && a.mark === b.mark && a.isConfirmed === b.isConfirmed;
}
