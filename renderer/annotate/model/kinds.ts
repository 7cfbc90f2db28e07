import { isSameOutline, type Quad } from '../../../shared/geometry.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import { shownReadings } from '../../common/word/wordState.ts';
import type { EditorWord } from './labels.ts';
import type { Suggestion } from './labellingStore.ts';

/** The readings for the number keys, best first; for a word without readings, those suggested for its box. */
export function readingsOf(
  { alternatives, quad }: EditorWord,
  suggested: Suggestion | undefined,
): readonly Alternative[] {
  const inBox = suggested !== undefined && isSuggestedFor(suggested, quad) ? suggested.readings : [];
  return shownReadings(alternatives.length > 0 ? alternatives : inBox);
}

/** Whether a suggestion was made for this box, not for an earlier one. */
export function isSuggestedFor(suggested: Suggestion, quad: Quad): boolean {
  return isSameOutline(suggested.quad, quad);
}

/** Whether a person has yet to confirm or mark the word. */
export function isOpen({ mark, isConfirmed }: EditorWord): boolean {
  return mark === 'text' && !isConfirmed;
}
