import type { Size } from '../../../shared/geometry.ts';
import { invalidAt, type Place } from '../records.ts';
import type { PageDocument } from './document.ts';
import { scaledOutline } from './outline.ts';
import type { Part } from './parts.ts';

/** Two sizes of the same picture have equal proportions, except for rounding. */
const mostDistortion = 0.01;

/**
 * Converts a page to pixels of its image from tenths of a millimetre, or from pixels of the same scan at another
 * size.
 *
 * @throws InkdexError `data-invalid` when the proportions of page and image differ: the image is another one, or
 * rotated
 */
export function scaledDocument(document: PageDocument, image: Size, place: Place): PageDocument {
  const { size } = document;
  if (size === null || (size.width === image.width && size.height === image.height)) return document;
  requireProportion(size, image, place);
  const scaled = <Scaled extends Part>(part: Scaled): Scaled => ({
    ...part,
    outline: part.outline === null ? null : scaledOutline(part.outline, size, image),
    baseline: scaledOutline(part.baseline, size, image),
  });
  const blocks = document.blocks.map((block) => ({
    ...scaled(block),
    lines: block.lines.map((line) => ({ ...scaled(line), words: line.words.map(scaled) })),
  }));
  return { ...document, size: image, blocks };
}

/** @throws InkdexError `data-invalid` when the described size and the image differ in proportion */
export function requireProportion(described: Size, image: Size, place: Place): void {
  const proportion = image.width / described.width / (image.height / described.height);
  if (Math.abs(proportion - 1) <= mostDistortion) return;
  throw invalidAt(
    place,
    `the page is ${described.width} x ${described.height}, but its image ${image.width} x ` +
      `${image.height} pixels: the image is another one, or rotated.`,
  );
}
