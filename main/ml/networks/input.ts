import type { WordShape } from '../../imaging/geometry/fitWord.ts';

/** Input columns per time step: few enough that a blank fits between two equal narrow characters. */
export const recogniserStride = 4;

/** The part of an architecture that determines its input. */
export interface InputForm {
  /** Rows in pixels. */
  readonly height: number;
  /** Columns in pixels, ascending. */
  readonly widths: readonly number[];
  /** Input columns per time step; `recogniserStride` by default. */
  readonly stride?: number;
  /** The most characters that it reads of one image; limited by the time steps only if absent. */
  readonly mostCharacters?: number;
  /** Absent of the default recogniser. */
  readonly network?: unknown;
}

/**
 * Columns of padding to the right of every word, two time steps: CTC emits a character at the end of its ink or
 * later, so that without padding a final full stop would be missed.
 */
export const leastPadding = 8;

/**
 * Columns of padding in reading with the default recogniser, where its widths allow. In training a word is padded to
 * the widest of its batch, so that most words have more than `leastPadding`; with that alone, more last characters
 * are missed (pretraining/HISTORY.md, "Padding").
 */
const readingPadding = 24;

/** The shape to which words are fitted, so that the widest one still gets its padding. */
export function wordShape({ height, widths }: InputForm): WordShape {
  return { height, maxWidth: Math.max(...widths) - leastPadding };
}

/** The width to which a fitted word is padded: the smallest one with room for the padding, or else the largest. */
export function paddedWidth(
  columns: number,
  { widths }: Pick<InputForm, 'widths'>,
  padding = leastPadding,
): number {
  return widths.find((width) => width >= columns + padding) ?? Math.max(...widths);
}

/** Columns that follow each word where it is read; the widest words have `leastPadding` alone. */
export function paddingInReading({ network }: Pick<InputForm, 'network'>): number {
  return network === undefined ? readingPadding : leastPadding;
}

/** The width to which a fitted word is padded to be read. */
export function readingWidth(columns: number, form: Pick<InputForm, 'widths' | 'network'>): number {
  return paddedWidth(columns, form, paddingInReading(form));
}
