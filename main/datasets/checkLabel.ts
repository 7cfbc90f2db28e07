import { prettifyError, z } from 'zod';
import { sampleLabelSchema, type SampleLabel } from '../../shared/contract/dataset.ts';
import type { IncomingSample } from '../../shared/exchange.ts';
import type { Point } from '../../shared/geometry.ts';
import { normalizeText } from '../../shared/text.ts';

export type CheckedLabel =
  | { readonly ok: true; readonly label: SampleLabel }
  /** For people, without a full stop. */
  | { readonly ok: false; readonly message: string };

/** Leaves away what is about the image. */
const labelOfIncoming = z.object(sampleLabelSchema.shape);

/** What a reader gave, held to the schema; its text in NFC, its writer and page as `normalName` has them. */
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
    return { ok: false, message: `${JSON.stringify(broken)} holds half of a character (a lone surrogate)` };
  }
  return { ok: true, label };
}

/**
 * The name of a writer or page in one form, so that all of theirs stands on one side of a split, whatever wrote it down:
 * file names of macOS are in NFD. Null where it says nothing.
 */
export function normalName(name: string | null): string | null {
  const normal = name === null ? '' : normalizeText(name);
  return normal === '' ? null : normal;
}

/** Boxes may stand out by rounding: pixels, and a share of the longer side. */
const standOutPixels = 2;
const standOutShare = 0.01;

/** What is wrong with where a label stands on its image, for people; null when nothing is. */
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
  return (
    `its box reaches to (${String(x)}, ${String(y)}), outside its image of ` +
    `${String(width)} x ${String(height)} pixels`
  );
}
