import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { encodeJpeg } from '../../imaging/decode.ts';
import type { Pdf } from '../../imaging/pdf.ts';
import { isPdf, readPhotoFile } from '../../imaging/photoFile.ts';
import type { DrawnPage } from '../calls.ts';
import { writeWhole } from '../../files/writeWhole.ts';

const quality = 90;
/** A PDF that nobody asks for any more is closed. */
const idleMs = 10_000;
/** A name of a file may have 255 bytes; the page's number comes after this much of the PDF's own. */
const mostNameBytes = 200;

/** Takes PDFs apart. */
export interface PdfPages {
  /**
   * How many pages a file has; null for one that is no PDF, whatever its name says.
   *
   * @throws InkdexError as `readPhotoFile` and `openPdf`
   */
  count(path: string): Promise<number | null>;
  /**
   * Draws a page below a folder and says where; a page that is there is not drawn again. Its path names the folder that the
   * PDF lay in and the PDF itself, as photos are looked for by their folders.
   *
   * @param page from 1 on
   * @throws InkdexError as `count` and `Pdf.draw`, and `disk-full` or `permission-denied`
   */
  draw(request: DrawRequest, signal: AbortSignal): Promise<DrawnPage>;
}

interface DrawRequest {
  readonly path: string;
  readonly page: number;
  readonly folder: string;
}

interface OpenFile {
  readonly key: string;
  readonly sha256: string;
  readonly pdf: Pdf;
}

/**
 * Keeps the last PDF open: its pages are asked for one after another.
 *
 * @param patience milliseconds without a call after which it is closed
 */
export function createPdfPages(patience = idleMs): PdfPages {
  let open: OpenFile | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  /** One call after another, so that none closes what another draws from. */
  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = last.then(() => {
      clearTimeout(idle);
      return work();
    });
    last = turn.then(waitIdly, waitIdly);
    return turn;
  }

  function waitIdly(): void {
    idle = setTimeout(() => {
      // Nobody waits for it, and one that does not close is let go of all the same.
      last = last.then(close).catch(() => undefined);
    }, patience).unref();
  }

  async function close(): Promise<void> {
    const closing = open;
    open = null;
    await closing?.pdf.close();
  }

  async function opened(path: string): Promise<OpenFile | null> {
    const found = await stat(path).catch(() => null);
    const key = JSON.stringify([path, found?.mtimeMs, found?.size]);
    if (open?.key === key) return open;
    await close();
    const bytes = await readPhotoFile(path);
    if (!isPdf(bytes)) return null;
    // Megabytes of code: loaded when the first PDF comes.
    const { openPdf } = await import('../../imaging/pdf.ts');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    open = { key, sha256, pdf: await openPdf(bytes, JSON.stringify(path)) };
    return open;
  }

  return {
    count: (path) => inTurn(async () => (await opened(path))?.pdf.pages ?? null),
    draw: ({ path, page, folder }, signal) =>
      inTurn(async () => {
        const file = await opened(path);
        if (file === null) return { path, createdAt: null };
        const { pdf, sha256 } = file;
        const destination = join(folder, sha256.slice(0, 16), pagePath(path, page, pdf.pages));
        if (!existsSync(destination)) {
          const image = await pdf.draw(page, signal);
          // Nothing of the day: a page that stands in a later version of the PDF, too, is the same photo.
          await writeWhole(destination, [await encodeJpeg(image, quality)], { isShared: true });
        }
        return { path: destination, createdAt: pdf.createdAt };
      }),
  };
}

/** "uni/Notes.pdf/Notes, page 03.jpg": as many digits as the last page has, so that names sort as pages do. */
function pagePath(path: string, page: number, pages: number): string {
  const name = basename(path);
  const number = String(page).padStart(String(pages).length, '0');
  return join(
    basename(dirname(path)),
    name,
    `${shortened(name.replace(/\.pdf$/iu, ''))}, page ${number}.jpg`,
  );
}

function shortened(name: string): string {
  let bytes = 0;
  let short = '';
  for (const letter of name) {
    bytes += Buffer.byteLength(letter);
    if (bytes > mostNameBytes) break;
    short += letter;
  }
  return short;
}
