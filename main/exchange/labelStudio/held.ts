import type { Point, Size } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import type { Held } from '../pages/parts.ts';
import { outlineOfPolygon, outlineOfRectangle, polygonOf, rectangleOf, type Outlined } from './regions.ts';

/** How values change when they are written for Label Studio and read again. */
export const heldByLabelStudio: Held = {
  outline: (outline, size) => writtenAndRead(outline, size).outline,
  baseline: () => [],
  text: normalizeText,
  alternatives: () => [],
  language: () => null,
  split: () => null,
  mark: (mark) => mark,
};

export function writtenAndRead(outline: readonly Point[], size: Size): Outlined {
  const rectangle = rectangleOf(outline, size);
  return rectangle === null
    ? outlineOfPolygon(polygonOf(outline, size), size)
    : outlineOfRectangle(rectangle, size);
}
