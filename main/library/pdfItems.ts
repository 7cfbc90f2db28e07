import { isPdfName } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import type { NewJobItem } from '../store/jobs.ts';

/** What an import of PDFs needs from the worker. */
export interface PdfParts {
  /** Null for a file that is not a PDF, whatever its name. */
  readonly countPages: (path: string, signal: AbortSignal) => Promise<number | null>;
  /** Renders a page, counted from 1. */
  readonly drawPage: (path: string, page: number, signal: AbortSignal) => Promise<Picture>;
}

/** The image file of an item. */
interface Picture {
  readonly path: string;
  /** For a rendered page: when its PDF was created. */
  readonly createdAt?: string | null;
}

/**
 * The items of a file: the file itself, or the pages of a PDF. The last page comes first, because the library shows the
 * latest photo first. A PDF that cannot be opened is one item, which fails when its turn comes.
 */
export async function itemsOf(
  path: string,
  { countPages }: PdfParts,
  signal: AbortSignal,
): Promise<NewJobItem[]> {
  if (!isPdfName(path)) return [{ path }];
  const pages = await countPages(path, signal).catch(() => null);
  signal.throwIfAborted();
  if (pages === null) return [{ path }];
  return Array.from({ length: Math.max(1, pages) }, (_, index) => ({ path, page: index + 1 })).reverse();
}

/**
 * Renders a page of a PDF. Any other file is the image itself.
 *
 * @param page null for a file without separate pages
 * @throws InkdexError when the PDF cannot be used
 */
export async function pictureOf(
  path: string,
  page: number | null,
  pdf: PdfParts,
  signal: AbortSignal,
): Promise<Picture> {
  if (page !== null) return await pdf.drawPage(path, page, signal);
  await refusePdf(path, pdf, signal);
  return { path };
}

async function refusePdf(path: string, { countPages }: PdfParts, signal: AbortSignal): Promise<void> {
  if (!isPdfName(path) || (await countPages(path, signal)) === null) return;
  throw new InkdexError(
    'file-unreadable',
    `${JSON.stringify(path)} could not be opened when the import started. Try again.`,
  );
}
