import type { Alternative } from '../../../shared/word.ts';
import type { EditorWord } from './labels.ts';

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

/** The readings offered under the number keys, best first; for a word without any, those suggested. */
export function readingsOf(
  { alternatives }: EditorWord,
  suggested: readonly Alternative[] = [],
): readonly Alternative[] {
  return (alternatives.length > 0 ? alternatives : suggested)
    .slice(0, most)
    .filter(({ confidence }, index) => index < alwaysShown || confidence >= 0.01);
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
