import type { Split } from '../../../shared/contract/dataset.ts';
import { InkdexError } from '../../../shared/result.ts';

/**
 * strict: what was cut surely, in the official writer-independent splits, as it is written. seed: exactly
 * what CRNN_OCR_lite trains on (see `seedText`), so that its figures can be compared.
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

/** What a recipe makes of a word or line: its text, or why it is left out. */
export type Chosen = { readonly text: string } | { readonly skipped: string };

export interface Candidate {
  readonly text: string;
  /** Whether IAM's own segmentation of it was right; null where nothing says so. */
  readonly isSegmented: boolean | null;
  readonly split: Split | null;
}

export function chooseStrictly({ text, isSegmented, split }: Candidate, hasSplits: boolean): Chosen {
  if (isSegmented === false) return { skipped: 'segmented wrongly' };
  if (isSegmented === null) return { skipped: 'segmentation not known' };
  if (hasSplits && split === null) return { skipped: 'in no official split' };
  // A few XML files have their quotes escaped twice.
  return { text: text.replaceAll('&quot;', '"') };
}

/** The letters, without hyphens, that the seed asks of a word. */
const fewestLetters = 2;
const mostLetters = 30;

/**
 * The filter of gasparian/CRNN_OCR_lite (`IAM_preprocessing.py`): lower case, each run of what is no letter
 * or digit becomes one hyphen, at the edges too; words of 2 to 30 letters are kept, whatever IAM says of
 * their segmentation. IAM then lies within its alphabet.
 */
export function chooseAsSeed({ text }: Candidate): Chosen {
  const hyphened = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  const letters = Array.from(hyphened.replaceAll('-', '')).length;
  if (letters < fewestLetters) return { skipped: `fewer than ${String(fewestLetters)} letters` };
  if (letters > mostLetters) return { skipped: `more than ${String(mostLetters)} letters` };
  return { text: hyphened };
}

/** A label as the seed's alphabet of 37 signs, `0-9a-z-`, holds it: any other letter is a hyphen. */
export function seedAlphabet(text: string): string {
  return text.toLowerCase().replace(/[^0-9a-z-]/gu, '-');
}
