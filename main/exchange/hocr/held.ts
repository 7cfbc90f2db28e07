import { normalizeText } from '../../../shared/text.ts';
import { xmlCharacters } from '../markup/writeXml.ts';
import { languageOf } from '../pages/languageOf.ts';
import { wholePixels } from '../pages/outline.ts';
import type { Held } from '../pages/parts.ts';

/** What comes back of a value that was written as hOCR. */
export const heldByHocr: Held = {
  outline: wholePixels,
  // A slope of few digits would turn quads by fractions of a pixel: none is written.
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

/** White space in HTML is one space, however it was written; page samples keep their lines. */
export function heldText(text: string): string {
  return normalizeText(xmlCharacters(text).replace(/[ \t\n\r\f]+/gu, ' '));
}
