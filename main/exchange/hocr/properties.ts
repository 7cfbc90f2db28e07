import { boxOfPoints, quadOfBox, type Point } from '../../../shared/geometry.ts';
import { parsePoints } from '../pages/outline.ts';
import { parseDecimal } from '../records.ts';

/** The properties in an element's `title`: `image "a.png"; bbox 10 20 30 40; x_wconf 91`. */
export type Properties = ReadonlyMap<string, string>;

export function parseProperties(title: string): Properties {
  const pattern = /([A-Za-z_][\w-]*)((?:"[^"]*"|'[^']*'|[^;"']+)*)/gu;
  return new Map(Array.from(title.matchAll(pattern), ([, name = '', value = '']) => [name, value.trim()]));
}

/** The image's name without quotes; null when there is none. */
export function imageOf(properties: Properties): string | null {
  const image = properties.get('image') ?? properties.get('imagefile');
  return image === undefined ? null : image.replace(/^(["'])(.*)\1$/u, '$2');
}

/** `poly` if present, else `bbox`, else null. */
export function outlineOfProperties(properties: Properties): readonly Point[] | null {
  const polygon = properties.get('poly');
  if (polygon !== undefined) return parsePoints(polygon);
  const box = properties.get('bbox');
  return box === undefined ? null : outlineOfBox(box);
}

/** `bbox` has two opposite corners: left, top, right, bottom. They may be swapped. */
export function outlineOfBox(box: string): readonly Point[] {
  const [one = [NaN, NaN], other = [NaN, NaN]] = parsePoints(box);
  return quadOfBox(boxOfPoints([one, other]));
}

/** `baseline slope offset`: a line through the lower left corner of the box, shifted down by the offset. */
export function baselineOfProperties(properties: Properties): readonly Point[] {
  const [slope = NaN, offset = NaN] = (properties.get('baseline') ?? '').split(/\s+/u).map(parseDecimal);
  const box = properties.get('bbox');
  if (Number.isNaN(slope + offset) || box === undefined) return [];
  const [, , [right, bottom] = [NaN, NaN], [left] = [NaN]] = outlineOfBox(box);
  return [
    [left, bottom + offset],
    [right, bottom + offset + slope * (right - left)],
  ];
}

/** 0 to 1: from `x_wconf` (percent) or `nlp` (negative logarithm); 0 when both are missing. */
export function confidenceOf(properties: Properties): number {
  const share = parseDecimal(properties.get('x_wconf') ?? '') / 100;
  const logarithm = parseDecimal(properties.get('nlp') ?? '');
  const found = Number.isNaN(share) ? Math.exp(-logarithm) : share;
  return Number.isNaN(found) ? 0 : Math.min(Math.max(found, 0), 1);
}
