import { quadOfBox, type Box, type Point } from '../../../shared/geometry.ts';
import { childOf, type Element } from '../markup/elements.ts';
import { boxAround, parsePoints, sameOutline } from '../pages/outline.ts';
import { parseDecimal, problemOfBox } from '../records.ts';

/** Two boxes are one where they differ by no more than programs round. */
const sameBox = 1;

/** The polygon of an element's shape, else the rectangle of HPOS, VPOS, WIDTH and HEIGHT; null where it has neither. */
export function outlineOfElement(element: Element): readonly Point[] | null {
  const shape = childOf(element, 'Shape');
  const points = shape === undefined ? undefined : childOf(shape, 'Polygon')?.attributes.get('POINTS');
  return points === undefined ? boxOfElement(element) : parsePoints(points);
}

/** ALTO 4.2 has a list of points; before that it was one height, which says nothing of the direction. */
export function baselineOfElement({ attributes }: Element): readonly Point[] {
  const points = parsePoints(attributes.get('BASELINE') ?? '');
  return points.length < 2 ? [] : points;
}

/**
 * Whether a String says where it stands. Many programs know only the line's place and give that to each of
 * its strings.
 */
export function hasOwnPlace(string: Element, line: Element): boolean {
  const own = outlineOfElement(string);
  if (own === null) return false;
  const lines = boxOfElement(line) ?? outlineOfElement(line);
  return lines === null || !sameOutline(boxAround(own), boxAround(lines), sameBox);
}

/** A hyphen's box with the word's before it. */
export function joinedOutline(
  word: readonly Point[] | null,
  hyphen: readonly Point[] | null,
): readonly Point[] | null {
  return word === null || hyphen === null ? word : boxAround([...word, ...hyphen]);
}

/** Null, or what is wrong with an element's rectangle where that is all there is of its place. */
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
