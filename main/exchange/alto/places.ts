import { quadOfBox, type Box, type Point } from '../../../shared/geometry.ts';
import { childOf, type Element } from '../markup/elements.ts';
import { boxAround, parsePoints, sameOutline } from '../pages/outline.ts';
import { parseDecimal, problemOfBox } from '../records.ts';

/** Two boxes are equal when they differ by no more than rounding. */
const sameBox = 1;

/** The polygon of an element's shape, else its rectangle (HPOS, VPOS, WIDTH, HEIGHT); null when it has neither. */
export function outlineOfElement(element: Element): readonly Point[] | null {
  const shape = childOf(element, 'Shape');
  const points = shape === undefined ? undefined : childOf(shape, 'Polygon')?.attributes.get('POINTS');
  return points === undefined ? boxOfElement(element) : parsePoints(points);
}

/** ALTO 4.2 has a list of points. Earlier versions have one height, which gives no direction. */
export function baselineOfElement({ attributes }: Element): readonly Point[] {
  const points = parsePoints(attributes.get('BASELINE') ?? '');
  return points.length < 2 ? [] : points;
}

/**
 * Whether a String has its own place. Many programs know only the line's place and repeat it for each of its strings.
 */
export function hasOwnPlace(string: Element, line: Element): boolean {
  const own = outlineOfElement(string);
  if (own === null) return false;
  const lines = boxOfElement(line) ?? outlineOfElement(line);
  return lines === null || !sameOutline(boxAround(own), boxAround(lines), sameBox);
}

/** The union of a word's box and its hyphen's box. */
export function joinedOutline(
  word: readonly Point[] | null,
  hyphen: readonly Point[] | null,
): readonly Point[] | null {
  return word === null || hyphen === null ? word : boxAround([...word, ...hyphen]);
}

/** Null, or the problem with an element's rectangle when the element has no other place. */
export function problemOfPlace(element: Element): string | null {
  const sides = childOf(element, 'Shape') === undefined ? sidesOfElement(element) : null;
  return sides === null ? null : problemOfBox(sides);
}

function boxOfElement(element: Element): readonly Point[] | null {
  const sides = sidesOfElement(element);
  return sides === null ? null : quadOfBox(sides);
}

function sidesOfElement({ attributes }: Element): Box | null {
  const sides = ['HPOS', 'VPOS', 'WIDTH', 'HEIGHT'].map((name) => attributes.get(name));
  const [left, top, width, height] = sides;
  if (left === undefined || top === undefined || width === undefined || height === undefined) return null;
  return [parseDecimal(left), parseDecimal(top), parseDecimal(width), parseDecimal(height)];
}
