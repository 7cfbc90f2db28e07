import { isPdfName } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import type { NewJobItem } from '../store/jobItems.ts';

/** What an import asks of the engine for PDFs. */
export interface PdfParts {
  /** Null for a file that is no PDF, whatever its name says. */
  readonly countPages: (path: string, signal: AbortSignal) => Promise<number | null>;
  /** Draws a page, from 1 on. */
  readonly drawPage: (path: string, page: number, signal: AbortSignal) => Promise<Picture>;
}

/** The file that holds an item's picture. */
interface Picture {
  readonly path: string;
  /** Of a drawn page: when its PDF was made. */
  readonly createdAt?: string | null;
}

/**
 * The photos that a file stands for: itself, or the pages of a PDF. The last page first, since libraries show what came
 * last first. A PDF that cannot be opened stands for itself, and is refused when its turn comes.
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
 * A page is drawn now; any other file is the picture itself.
 *
 * @param page null for a file that was not taken apart
 * @throws InkdexError what is wrong with a PDF
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
    `${JSON.stringify(path)} could not be opened when the import began. Try it again.`,
  );
}
