import { normalizeText } from '../../../shared/text.ts';
import type { WordState } from './wordState.ts';

/** A word's text and mark, and whether a person confirmed them. */
export type Saying = Pick<WordState, 'text' | 'mark' | 'isConfirmed'>;

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

export function sayingOf({ text, mark, isConfirmed }: Saying): Saying {
  return { text, mark, isConfirmed };
}

/**
 * Whether a person changed the word after typing began, so that confirming the draft would overwrite that change. A
 * new reading by a model does not count.
 */
export function isOvertaken(draft: Draft, word: WordState): boolean {
  const isSaid = word.isConfirmed || word.mark !== 'text' || word.madeBy?.kind === 'person';
  return isSaid && !isSame(draft.onto, word) && !(word.mark === 'text' && says(word, draft));
}

/** The draft after the person has seen the word's new state: from then on, confirming overwrites it. */
export function toldOf(draft: Draft, word: WordState): Draft {
  return { text: draft.text, onto: sayingOf(word), warning: 'told' };
}

/** Whether a word says what was typed. */
export function says(word: Saying, draft: Draft): boolean {
  return normalizeText(draft.text) === word.text;
}

export function isSame(a: Saying, b: Saying): boolean {
  return a.text === b.text && a.mark === b.mark && a.isConfirmed === b.isConfirmed;
}
