import { normalizeText } from '../../../shared/text.ts';
import { xmlCharacters } from '../markup/writeXml.ts';
import { languageOf } from '../pages/languageOf.ts';
import { wholePixels } from '../pages/outline.ts';
import type { Held } from '../pages/parts.ts';

/** How values change when they are written as hOCR and read again. */
export const heldByHocr: Held = {
  outline: wholePixels,
  // A slope with few digits would rotate quads by fractions of a pixel, so no baseline is written.
  baseline: () => [],
  text: heldText,
  alternatives: (alternatives) =>
    alternatives.map(({ text, confidence }) => ({
      text: heldText(text),
      confidence: (confidence * 100) / 100,
    })),
  language: languageOf,
  split: () => null,
  mark: () => 'text',
};

/** HTML collapses white space to one space; page samples keep their lines. */
export function heldText(text: string): string {
  return normalizeText(xmlCharacters(text).replace(/[ \t\n\r\f]+/gu, ' '));
}
