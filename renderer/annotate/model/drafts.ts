import type { LabelAction } from '../../../shared/contract/label.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import { normalizeText } from '../../../shared/text.ts';
import type { EditorWord, Labels } from './labels.ts';

/** A word's text and mark, and whether a person confirmed them. */
export type Saying = Pick<EditorWord, 'text' | 'mark' | 'isConfirmed'>;

/** Text typed for a word and not confirmed yet. */
export interface Draft {
  readonly text: string;
  /** The word's state when typing began; after a warning, the state that the warning showed. */
  readonly onto: Saying;
  /**
   * What the person knows of a change from elsewhere: nothing, that their edit was refused, or the word's new
   * state.
   */
  readonly warning: 'none' | 'refused' | 'told';
}

export type Drafts = ReadonlyMap<WordId, Draft>;

/** Words deleted elsewhere while text was typed for them. */
export type LostWords = ReadonlyMap<WordId, EditorWord>;

/** Typed text, which is kept while words appear, change and disappear. */
export interface Typed {
  readonly drafts: Drafts;
  readonly lost: LostWords;
}

export function sayingOf({ text, mark, isConfirmed }: Saying): Saying {
  return { text, mark, isConfirmed };
}

/**
 * Whether a person changed the word after typing began, so that confirming the draft would overwrite that change. A
 * new reading by a model does not count.
 */
export function isOvertaken(draft: Draft, word: EditorWord): boolean {
  const isSaid = word.isConfirmed || word.mark !== 'text' || word.madeBy?.kind === 'person';
  return isSaid && !isSame(draft.onto, word) && !(word.mark === 'text' && says(word, draft));
}

/** The draft after the person has seen the word's new state: from then on, confirming overwrites it. */
export function toldOf(draft: Draft, word: EditorWord): Draft {
  return { text: draft.text, onto: sayingOf(word), warning: 'told' };
}

/**
 * Carries typed text over to the current words. Text of a refused action goes back into the fields; text typed for
 * a deleted word is kept with that word until the word is restored or the text discarded.
 *
 * @param gone words that were deleted elsewhere
 */
export function carryDrafts(
  { drafts, lost }: Typed,
  labels: Labels,
  news: {
    readonly refused?: readonly LabelAction[];
    readonly gone?: readonly EditorWord[];
  },
): Typed {
  const { refused = [], gone = [] } = news;
  const carried = new Map(drafts);
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

/** The first action was refused because of its own words, the others because they waited behind it. */
function keepRefused(drafts: Map<WordId, Draft>, labels: Labels, refused: readonly LabelAction[]): void {
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
