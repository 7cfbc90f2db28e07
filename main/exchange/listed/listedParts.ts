import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import type { OutgoingSample } from '../../../shared/exchange.ts';
import { carriedOf, partOf, type Held, type Part, type Whereabouts } from '../pages/parts.ts';

/** For formats that list the samples of an image one by one, without lines or an order. */

/** The level of a text, from its line breaks and spaces, for formats without levels. */
export function levelOfText(text: string): SampleLevel {
  if (text.includes('\n')) return 'page';
  return /\s/u.test(text) ? 'line' : 'word';
}

export function listedWhere(
  key: string,
  level: SampleLevel,
  { file, page }: { readonly file: string; readonly page: string },
): Whereabouts {
  return { key, level, file, page, line: null, position: null };
}

/**
 * A sample as the format returns it, with the fields to carry beside it.
 * @param native the fields that the format itself expresses
 */
export function listedPart(
  sample: OutgoingSample,
  held: Held,
  native: Partial<Part>,
  whereOf: (part: Part) => Whereabouts,
): Part {
  const part = { ...partOf(sample, held, { id: null, baseline: [] }), ...native };
  return { ...part, carried: carriedOf(sample, part, whereOf(part)) };
}
