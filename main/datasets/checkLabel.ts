import { prettifyError, z } from 'zod';
import { sampleLabelSchema, type SampleLabel } from '../../shared/contract/dataset.ts';
import type { IncomingSample } from '../../shared/exchange.ts';
import type { Point } from '../../shared/geometry.ts';
import { normalizeText } from '../../shared/text.ts';

export type CheckedLabel =
  | { readonly ok: true; readonly label: SampleLabel }
  /** For people, without a full stop. */
  | { readonly ok: false; readonly message: string };

/** Drops the fields that describe the image. */
const labelOfIncoming = z.object(sampleLabelSchema.shape);

/**
 * Checks a sample from a reader against the schema. The text is converted to NFC, writer and page to the form of
 * `normalName`.
 */
export function checkLabel(incoming: IncomingSample): CheckedLabel {
  const parsed = labelOfIncoming.safeParse(incoming);
  if (!parsed.success) {
    return { ok: false, message: prettifyError(parsed.error).replace(/\s+/gu, ' ').trim() };
  }
  const { text, writer, page } = parsed.data;
  const names = { writer: normalName(writer), page: normalName(page) };
  const label = { ...parsed.data, ...names, text: text.normalize('NFC') };
  const broken = [label.key, label.file, label.text, label.writer ?? '', label.page ?? ''].find(
    (part) => !part.isWellFormed(),
  );
  if (broken !== undefined) {
    return {
      ok: false,
      message: `${JSON.stringify(broken)} contains half of a character (a lone surrogate)`,
    };
  }
  return { ok: true, label };
}

/**
 * The name of a writer or page in one normal form (NFC), so that all its samples get the same split, whatever program
 * wrote the name: macOS writes file names in NFD. Null for an empty name.
 */
export function normalName(name: string | null): string | null {
  const normal = name === null ? '' : normalizeText(name);
  return normal === '' ? null : normal;
}

/** Boxes may exceed the image by rounding errors: by this many pixels, or by this fraction of the longer side. */
const standOutPixels = 2;
const standOutShare = 0.01;

/** Says how a label's box exceeds its image, in words for people; null when it is inside. */
export function outsideOf(
  { quad, polygon }: SampleLabel,
  { width, height }: { readonly width: number; readonly height: number },
): string | null {
  const margin = Math.max(standOutPixels, standOutShare * Math.max(width, height));
  const isInside = ([x, y]: Point): boolean =>
    x >= -margin && y >= -margin && x <= width + margin && y <= height + margin;
  const outside = [...(quad ?? []), ...(polygon ?? [])].find((point) => !isInside(point));
  if (outside === undefined) return null;
  const [x, y] = outside;
  return `its box reaches to (${x}, ${y}), outside its image of ` + `${width} x ${height} pixels`;
}
