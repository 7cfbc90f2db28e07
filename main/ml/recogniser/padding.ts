import type { WordShape } from '../../imaging/fitWord.ts';

/** What of a recogniser's form says how words are brought to it. */
export interface InputForm {
  /** Rows in pixels. */
  readonly height: number;
  /** Columns in pixels, ascending. */
  readonly widths: readonly number[];
}

/**
 * Columns of paper that stand to the right of every word, two time steps: CTC says a letter at the end of its
 * ink or after it, and where the image ends with the ink a full stop there is not said.
 */
export const leastPadding = 8;

/** The form that words are fitted to, so that the widest still has its padding. */
export function wordShape({ height, widths }: InputForm): WordShape {
  return { height, maxWidth: Math.max(...widths) - leastPadding };
}

/** Columns that a fitted word of so many columns is padded to: the next width that leaves its padding. */
export function paddedWidth(columns: number, { widths }: Pick<InputForm, 'widths'>): number {
  return widths.find((width) => width >= columns + leastPadding) ?? Math.max(...widths);
}
