import { normalizeText } from '../../../shared/text.ts';
import { wholePixels } from '../pages/outline.ts';
import type { Held } from '../pages/parts.ts';
import { xmlCharacters } from '../markup/writeXml.ts';
import { languageName, languageTag } from './languages.ts';

/** How values change when they are written as PAGE XML and read again. */
export const heldByPageXml: Held = {
  outline: wholePixels,
  baseline: wholePixels,
  text: heldText,
  alternatives: (alternatives) =>
    alternatives.map(({ text, confidence }) => ({ text: heldText(text), confidence })),
  language: (language) => {
    const name = language === null ? null : languageName(language);
    return name === null ? null : languageTag(name);
  },
  split: (split) => split,
  mark: () => 'text',
};

function heldText(text: string): string {
  return normalizeText(xmlCharacters(text));
}
