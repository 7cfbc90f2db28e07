import { normalizeText } from '../../../shared/text.ts';
import type { Held } from '../pages/parts.ts';

/** Stands for a text that nobody can read: such boxes are left out of training. */
export const ignoredText = '###';

/** What comes back of a value that was written for PPOCRLabel. */
export const heldByPpOcr: Held = {
  outline: (outline) => outline,
  baseline: () => [],
  text: (text) => (text === ignoredText ? '' : normalizeText(text)),
  alternatives: () => [],
  language: () => null,
  split: () => null,
  mark: (mark) => (mark === 'text' ? 'text' : 'illegible'),
};
