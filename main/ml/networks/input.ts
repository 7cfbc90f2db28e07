import type { WordShape } from '../../imaging/fitWord.ts';

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
}

/**
 * Columns of padding to the right of every word, two time steps: CTC emits a character at the end of its ink or
 * later, so that without padding a final full stop would be missed.
 */
export const leastPadding = 8;

/**
 * Columns of padding where the network's widths allow: with `leastPadding` alone, more last characters are missed
 * (resources/models/HISTORY.md).
 */
export const usualPadding = 24;

/** The shape to which words are fitted, so that the widest one still gets its padding. */
export function wordShape({ height, widths }: InputForm): WordShape {
  return { height, maxWidth: Math.max(...widths) - leastPadding };
}

/** The width to which a fitted word is padded: the smallest one with room for the usual padding, or else the largest. */
export function paddedWidth(columns: number, { widths }: Pick<InputForm, 'widths'>): number {
  return widths.find((width) => width >= columns + usualPadding) ?? Math.max(...widths);
}
