import { normalizeText } from '../../../shared/text.ts';
import type { Held } from '../pages/parts.ts';

/** Marks an illegible text: such boxes are excluded from training. */
export const ignoredText = '###';

/** How values change when they are written for PPOCRLabel and read again. */
export const heldByPpOcr: Held = {
  outline: (outline) => outline,
  baseline: () => [],
  text: (text) => (text === ignoredText ? '' : normalizeText(text)),
  alternatives: () => [],
  language: () => null,
  split: () => null,
  mark: (mark) => (mark === 'text' ? 'text' : 'illegible'),
};
