import type { Size } from '../../../shared/geometry.ts';
import { invalidAt, type Place } from '../records.ts';
import type { PageDocument } from './document.ts';
import { scaledOutline } from './outline.ts';
import type { Part } from './parts.ts';

/** The sides of one picture at two sizes are in one proportion, but for rounding. */
const mostDistortion = 0.01;

/**
 * A page in the pixels of its image, whatever it was measured in: tenths of a millimetre, or the pixels of the
 * same scan at another size.
 *
 * @throws InkdexError `data-invalid` where page and image are not of one shape: it is another image, or turned
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

/** @throws InkdexError `data-invalid` where what was described and its image are not of one shape */
export function requireProportion(described: Size, image: Size, place: Place): void {
  const proportion = image.width / described.width / (image.height / described.height);
  if (Math.abs(proportion - 1) <= mostDistortion) return;
  throw invalidAt(
    place,
    `it is ${String(described.width)} x ${String(described.height)} here, and its image ${String(image.width)} x ` +
      `${String(image.height)} pixels: that is another image, or a turned one.`,
  );
}
