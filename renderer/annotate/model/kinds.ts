import { isSameQuad, type Quad } from '../../../shared/geometry.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import type { EditorWord } from './labels.ts';
import type { Suggestion } from './labellingStore.ts';

/** The state of a word, as its frame on the photo and its row in the list show it. */
export type WordKind = 'read' | 'uncertain' | 'confirmed' | 'illegible' | 'not-text';

/** A reading with a lower confidence is shown as uncertain. */
const leastConfidence = 0.4;

export const kindNames: Readonly<Record<WordKind, string>> = {
  read: 'Read by the model',
  uncertain: 'Low confidence',
  confirmed: 'Confirmed',
  illegible: 'Illegible',
  'not-text': 'Not text',
};

export function kindOf({ mark, isConfirmed, confidence, text }: EditorWord): WordKind {
  if (mark !== 'text') return mark;
  if (isConfirmed) return 'confirmed';
  return confidence < leastConfidence || text === '' ? 'uncertain' : 'read';
}

/** How many number keys there are, and how many readings are shown even if very improbable. */
const most = 9;
const alwaysShown = 6;

/** The readings for the number keys, best first; for a word without readings, those suggested for its box. */
export function readingsOf(
  { alternatives, quad }: EditorWord,
  suggested: Suggestion | undefined,
): readonly Alternative[] {
  const inBox = suggested !== undefined && isSuggestedFor(suggested, quad) ? suggested.readings : [];
  return (alternatives.length > 0 ? alternatives : inBox)
    .slice(0, most)
    .filter(({ confidence }, index) => index < alwaysShown || confidence >= 0.01);
}

/** Whether a suggestion was made for this box, not for an earlier one. */
export function isSuggestedFor(suggested: Suggestion, quad: Quad): boolean {
  return isSameQuad(suggested.quad, quad);
}

/** Says how a word changed elsewhere while text was typed for it. */
export function becomeSince({ text, mark, changedBy }: EditorWord): string {
  const changed = changedBy === null ? 'Changed elsewhere' : `Changed by ${changedBy}`;
  if (mark !== 'text') return `${changed}: marked as ${kindNames[mark].toLowerCase()}.`;
  return text === '' ? `${changed}: text removed.` : `${changed} to “${text}”.`;
}

/** Whether a person has yet to confirm or mark the word. */
export function isOpen({ mark, isConfirmed }: EditorWord): boolean {
  return mark === 'text' && !isConfirmed;
}
