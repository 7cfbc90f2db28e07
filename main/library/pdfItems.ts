import { isPdfName } from '../../shared/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import type { NewJobItem } from '../store/jobItems.ts';

/** What an import asks of the engine for PDFs. */
export interface PdfParts {
  /** Null for a file that is no PDF, whatever its name says. */
  readonly countPages: (path: string, signal: AbortSignal) => Promise<number | null>;
  /** Draws a page, from 1 on, and gives the file that it is then, and when its PDF was made. */
  readonly drawPage: (
    path: string,
    page: number,
    signal: AbortSignal,
  ) => Promise<{ readonly path: string; readonly createdAt: string | null }>;
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

/** @throws InkdexError what is wrong with a file that is a PDF and was not taken apart */
export async function refusePdf(path: string, { countPages }: PdfParts, signal: AbortSignal): Promise<void> {
  if (!isPdfName(path) || (await countPages(path, signal)) === null) return;
  throw new InkdexError(
    'file-unreadable',
    `${JSON.stringify(path)} could not be opened when the import began. Try it again.`,
  );
}
