import type { Quad } from '../../../shared/geometry.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import type { EditorWord } from './labels.ts';
import type { Suggestion } from './labellingStore.ts';

/** How a word stands: what its frame on the photo and its row in the list show. */
export type WordKind = 'read' | 'doubtful' | 'confirmed' | 'illegible' | 'not-text';

/** A reading less sure than this is shown as doubtful. */
const sureFrom = 0.4;

export const kindNames: Readonly<Record<WordKind, string>> = {
  read: 'Read by the model',
  doubtful: 'Read with doubt',
  confirmed: 'Confirmed',
  illegible: 'Illegible',
  'not-text': 'Not text',
};

export function kindOf({ mark, isConfirmed, confidence, text }: EditorWord): WordKind {
  if (mark !== 'text') return mark;
  if (isConfirmed) return 'confirmed';
  return confidence < sureFrom || text === '' ? 'doubtful' : 'read';
}

/** Number keys there are, and readings shown even when the model holds them for nearly impossible. */
const most = 9;
const alwaysShown = 6;

/** The readings offered under the number keys, best first; for a word without any, those suggested for its box. */
export function readingsOf(
  { alternatives, quad }: EditorWord,
  suggested: Suggestion | undefined,
): readonly Alternative[] {
  const inBox = suggested !== undefined && isSuggestedFor(suggested, quad) ? suggested.readings : [];
  return (alternatives.length > 0 ? alternatives : inBox)
    .slice(0, most)
    .filter(({ confidence }, index) => index < alwaysShown || confidence >= 0.01);
}

/** Whether a suggestion is for a box as it stands, not as it once was. */
export function isSuggestedFor(suggested: Suggestion, quad: Quad): boolean {
  return JSON.stringify(suggested.quad) === JSON.stringify(quad);
}

/** What became of a word while something was typed for it. */
export function becomeSince({ text, mark }: EditorWord): string {
  if (mark !== 'text') return `Changed elsewhere meanwhile: marked as ${kindNames[mark].toLowerCase()}.`;
  return text === '' ? 'Changed elsewhere meanwhile: emptied.' : `Changed elsewhere to “${text}” meanwhile.`;
}

/** Whether a person has still to say what a word is. */
export function isOpen({ mark, isConfirmed }: EditorWord): boolean {
  return mark === 'text' && !isConfirmed;
}
