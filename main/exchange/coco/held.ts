import { normalizeText } from '../../../shared/text.ts';
import { languageOf } from '../pages/languageOf.ts';
import type { Held } from '../pages/parts.ts';

/**
 * How values change when they are written as COCO and read again. Splits belong to images, so a split is written when
 * all samples of an image have the same one.
 */
export const heldByCoco: Held = {
  outline: (outline) => outline,
  baseline: () => [],
  text: normalizeText,
  alternatives: () => [],
  language: cocoLanguage,
  split: () => null,
  mark: (mark) => (mark === 'text' ? 'text' : 'illegible'),
};

/** COCO-Text has "english", "not english" and "na"; other data has language codes. */
export function cocoLanguage(language: string | null | undefined): string | null {
  const name = language?.trim().toLowerCase();
  if (name === 'english') return 'en';
  return name === 'na' ? null : languageOf(language);
}
