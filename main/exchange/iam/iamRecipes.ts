import type { Split } from '../../../shared/contract/dataset.ts';
import { InkdexError } from '../../../shared/result.ts';

/**
 * strict: correctly segmented pieces in the official writer-independent splits, with their original text. seed:
 * exactly the training data of CRNN_OCR_lite (see `seedText`), for comparable scores.
 */
export const iamRecipes = ['strict', 'seed'] as const;
export type IamRecipe = (typeof iamRecipes)[number];

/** @throws InkdexError `bad-arguments` for another recipe */
export function requireIamRecipe(name: string): IamRecipe {
  const recipe = iamRecipes.find((known) => known === name);
  if (recipe !== undefined) return recipe;
  throw new InkdexError(
    'bad-arguments',
    `IAM has no recipe ${JSON.stringify(name)}; expected strict or seed.`,
  );
}

/** The outcome of a recipe for a word or line: its text, or the reason why it is left out. */
export type Chosen = { readonly text: string } | { readonly skipped: string };

export interface Candidate {
  readonly text: string;
  /** Whether IAM marks its segmentation as correct; null when unknown. */
  readonly isSegmented: boolean | null;
  readonly split: Split | null;
}

export function chooseStrictly({ text, isSegmented, split }: Candidate, hasSplits: boolean): Chosen {
  if (isSegmented === false) return { skipped: 'wrong segmentation' };
  if (isSegmented === null) return { skipped: 'unknown segmentation' };
  if (hasSplits && split === null) return { skipped: 'not in an official split' };
  // A few XML files escape their quotes twice.
  return { text: text.replaceAll('&quot;', '"') };
}

/** Least number of characters of a word in the seed recipe, without hyphens. */
const fewestLetters = 2;
const mostLetters = 30;

/**
 * The filter of gasparian/CRNN_OCR_lite (`IAM_preprocessing.py`): lower case; every run of characters other than
 * letters and digits becomes one hyphen, also at the edges; words of 2 to 30 characters are kept, whatever their
 * segmentation. The result fits its alphabet.
 */
export function chooseAsSeed({ text }: Candidate): Chosen {
  const hyphened = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  const letters = Array.from(hyphened.replaceAll('-', '')).length;
  if (letters < fewestLetters) return { skipped: `fewer than ${fewestLetters} characters` };
  if (letters > mostLetters) return { skipped: `more than ${mostLetters} characters` };
  return { text: hyphened };
}

/**
 * Converts a label to the seed recipe's alphabet of 37 characters, `0-9a-z-`: any other character becomes a hyphen.
 */
export function seedAlphabet(text: string): string {
  return text.toLowerCase().replace(/[^0-9a-z-]/gu, '-');
}
