import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';

export interface PdfPage {
  /** Points, before it is turned. */
  readonly size: readonly [number, number];
  /** Degrees clockwise by which a viewer turns it. */
  readonly rotate?: 0 | 90 | 180 | 270;
  /** A black box: x, y from the upper left, width and height in points. */
  readonly box?: readonly [number, number, number, number];
}

/** The bytes of a PDF with given pages. */
export async function pdfOf(
  pages: readonly PdfPage[],
  options: Pick<PDFKit.PDFDocumentOptions, 'info' | 'userPassword'> = {},
): Promise<Buffer> {
  const document = new PDFDocument({ ...options, autoFirstPage: false });
  const bytes = buffer(document);
  for (const { size, rotate = 0, box } of pages) {
    document.addPage({ size: [...size], margin: 0 });
    Object.assign(document.page.dictionary.data, { Rotate: rotate });
    if (box !== undefined) document.rect(...box).fill('black');
  }
  document.end();
  return await bytes;
}

/** A4 pages as scanners and phones make them: each shows a photo. */
export async function pdfOfPhotos(paths: readonly string[]): Promise<Buffer> {
  const document = new PDFDocument({ autoFirstPage: false });
  const bytes = buffer(document);
  for (const path of paths) {
    document.addPage({ size: 'A4', margin: 0 });
    document.image(path, 0, 0, { fit: [document.page.width, document.page.height] });
  }
  document.end();
  return await bytes;
}

/**
 * Pages of a square inch, with a black box farther to the right on each.
 *
 * @param pages how many, or which of them
 */
export async function writePdf(
  path: string,
  pages: number | readonly number[],
  made = '2021-05-06T10:11:12Z',
): Promise<string> {
  mkdirSync(dirname(path), { recursive: true });
  const places = typeof pages === 'number' ? Array.from({ length: pages }, (_, page) => page) : pages;
  const inches = places.map((place): PdfPage => ({ size: [72, 72], box: [place * 8, 20, 8, 8] }));
  writeFileSync(path, await pdfOf(inches, { info: { CreationDate: new Date(made) } }));
  return path;
}
