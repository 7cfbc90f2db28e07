import { normalizeText } from '../../../shared/text.ts';
import { xmlCharacters } from '../markup/writeXml.ts';
import { languageOf } from '../pages/languageOf.ts';
import type { Held } from '../pages/parts.ts';

/** `xsd:language`. */
const languagePattern = /^[a-z]{1,8}(?:-[a-z\d]{1,8})*$/iu;

/** How values change when they are written as ALTO and read again. ALTO alternatives have no confidence. */
export const heldByAlto: Held = {
  outline: (outline) => outline,
  baseline: (baseline) => baseline,
  text: heldText,
  alternatives: (alternatives) => alternatives.map(({ text }) => ({ text: heldText(text), confidence: 0 })),
  language: (language) => languageOf(altoLanguage(language)),
  split: (split) => split,
  mark: () => 'text',
};

export function heldText(text: string): string {
  return normalizeText(xmlCharacters(text));
}

/** Null for a language that `LANG` cannot express. */
export function altoLanguage(language: string | null): string | null {
  return language !== null && languagePattern.test(language) ? language : null;
}
