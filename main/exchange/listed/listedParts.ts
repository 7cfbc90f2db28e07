import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import type { OutgoingSample } from '../../../shared/exchange.ts';
import { carriedOf, partOf, type Held, type Part, type Whereabouts } from '../pages/parts.ts';

/** Formats that list what stands on an image one by one, without lines or an order. */

/** What the kind of a text tells where a format has no word for it. */
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
 * A sample as a format would give it back, with what has to travel beside it.
 *
 * @param native what the format says in its own way
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
