import { normalizeText } from '../../../shared/text.ts';
import { languageOf } from '../pages/languageOf.ts';
import type { Held } from '../pages/parts.ts';

/** What comes back of a value that was written as COCO. Splits are images', and written where all on one agree. */
export const heldByCoco: Held = {
  outline: (outline) => outline,
  baseline: () => [],
  text: normalizeText,
  alternatives: () => [],
  language: cocoLanguage,
  split: () => null,
  mark: (mark) => (mark === 'text' ? 'text' : 'illegible'),
};

/** COCO-Text has "english", "not english" and "na"; others write codes. */
export function cocoLanguage(language: string | null | undefined): string | null {
  const name = language?.trim().toLowerCase();
  if (name === 'english') return 'en';
  return name === 'na' ? null : languageOf(language);
}
