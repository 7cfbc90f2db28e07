import { beforeAll, expect, test } from 'vitest';
import { createAlphabet, pretrainedCharacters } from '../../../../shared/alphabet.ts';
import type { LanguageShares, PageLanguage } from '../../../../shared/contract/pageLanguage.ts';
import {
  createWordDecoder,
  type DecoderSettings,
  readDecoderSettings,
} from '../../../../main/ml/decoding/wordDecoder.ts';
import { type Language, readLanguage } from '../../../../main/ml/language/language.ts';
import { languageFolder } from '../../../../main/reader/models/wordDecoders.ts';
import { certainPosteriors } from '../../../support/posteriors.ts';

const alphabet = createAlphabet(pretrainedCharacters);
let shipped: Language;
let settings: DecoderSettings;
beforeAll(async () => {
  shipped = await readLanguage(languageFolder);
  settings = await readDecoderSettings(languageFolder);
});

/** The languages of a text that is read well, and those whose words were looked up for it. */
function languagesOf(text: string): { shares: LanguageShares | null; asked: Set<PageLanguage> } {
  const asked = new Set<PageLanguage>();
  const alone: Language['alone'] = (language) => {
    asked.add(language);
    return shipped.alone(language);
  };
  const decoder = createWordDecoder({ ...shipped, alone }, alphabet, settings);
  const words = text.split(/\s+/u).map((word) => {
    const path = [...alphabet.encode(word)].flatMap((letter) => [letter, 0]);
    return { views: [], candidates: decoder.view(certainPosteriors(path, alphabet.classCount)).candidates };
  });
  return { shares: decoder.inLanguages(words, null).languages, asked };
}

const usual = ['english', 'french', 'german'];

test.each([
  ['english', 'the roof was repaired yesterday but the gutter still drips on the left side'],
  ['english', 'class Node { int val; Node next; } while (curr != null) curr = curr.next; return head;'],
  ['english', 'O(n) TODO: Linked List insertBefore(val,newVal) edge cases: null, k > len, sum += x'],
  ['french', 'le toit a été réparé hier mais la gouttière fuit encore du côté gauche'],
  ['german', 'das Dach wurde gestern repariert, aber die Regenrinne tropft links immer noch'],
] as const)('a page in %s is compared with no words of other languages: %s', (language, text) => {
  const { shares, asked } = languagesOf(text);
  expect(shares?.[language]).toBeGreaterThan(0.6);
  expect(Object.keys(shares ?? {})).toEqual(usual);
  expect([...asked]).toEqual(usual);
});

test.each([
  ['dutch', 'het dak is gisteren gerepareerd maar de dakgoot lekt links nog steeds'],
  ['italian', "il tetto dell'amico è stato riparato ieri ma l'acqua perde ancora dal lato sinistro"],
  ['spanish', 'el tejado se arregló ayer pero el agua todavía gotea por el lado izquierdo'],
  ['portuguese', 'o telhado foi consertado ontem mas a calha ainda pinga do lado esquerdo'],
] as const)('a page in %s is found', (language, text) => {
  const { shares, asked } = languagesOf(text);
  expect(shares?.[language]).toBeGreaterThan(0.5);
  expect(asked).toContain(language);
});

test('a page in English and Dutch has a share of each', () => {
  const { shares } = languagesOf(
    'the roof was repaired yesterday but the gutter still drips het dak is gisteren gerepareerd maar de dakgoot lekt nog',
  );
  expect(shares?.english).toBeGreaterThan(0.3);
  expect(shares?.dutch).toBeGreaterThan(0.3);
});
