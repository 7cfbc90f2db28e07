import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { createInterface } from 'node:readline';
import { isImportName } from '../../shared/contract/photo.ts';
import { encodeJpeg } from '../imaging/formats/decode.ts';
import { openContainer } from '../imaging/formats/container.ts';
import { openPdf, type PagedFile } from '../imaging/formats/pdf.ts';
import { headOf } from '../imaging/formats/photoHead.ts';
import { pointsPerPixelOf, readPhotoFile } from '../imaging/formats/photoFile.ts';
import { openTiff } from '../imaging/formats/tiff.ts';
import { pageSchema, type Page } from '../../shared/page/page.ts';
import { writeWhole } from '../files/writeWhole.ts';
import type { WorkerHandlers } from './calls.ts';

const quality = 90;
/** A name of a file may have 255 bytes; the page's number comes after this much of the PDF's own. */
const mostNameBytes = 200;

interface OpenFile {
  readonly key: string;
  readonly sha256: string;
  readonly file: PagedFile;
}

/**
 * Everything that a process for files with several pages or pictures answers, one call at a time. It keeps the last file open,
 * because its pages are asked for one after another.
 */
export function pdfHandlers(): WorkerHandlers<'pdf'> {
  let open: OpenFile | null = null;

  /** @throws InkdexError as `readPhotoFile` and `openPdf` */
  async function opened(path: string): Promise<OpenFile | null> {
    const found = await stat(path).catch(() => null);
    const key = JSON.stringify([path, found?.mtimeMs, found?.size]);
    if (open?.key === key) return open;
    const closing = open;
    open = null;
    await closing?.file.close();
    const bytes = await readPhotoFile(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const name = JSON.stringify(path);
    const file =
      headOf(bytes) === 'pdf'
        ? await openPdf(bytes, name)
        : ((await openTiff(bytes, name)) ?? (await openContainer(bytes, name)));
    if (file === null) return null;
    open = { key, sha256, file };
    return open;
  }

  return {
    async countPages({ path, all }) {
      const file = (await opened(path))?.file;
      return { pages: file === undefined || (file.own !== undefined && all !== true) ? null : file.pages };
    },
    /** A page that is there is not drawn again. @throws InkdexError as `PagedFile.draw`, and `disk-full` or `permission-denied` */
    async drawPage({ path, page, folder }, { signal }) {
      const found = await opened(path);
      if (found === null) return { path, createdAt: null };
      const { file, sha256 } = found;
      if (file.own === page) return { path, createdAt: file.createdAt };
      const destination = join(folder, sha256.slice(0, 16), pagePath(path, page, file));
      if (!existsSync(destination)) {
        const image = await file.draw(page, signal);
        // Without the current date: a page that is also in a later version of the file is the same photo.
        await writeWhole(destination, [await encodeJpeg(image, quality)], { isShared: true });
      }
      return { path: destination, createdAt: file.createdAt };
    },
    async pageScale({ path, page }) {
      const scale = await (await opened(path))?.file.pointsPerPixel?.(page);
      return scale ?? (await pointsPerPixelOf(await readPhotoFile(path)));
    },
    async writeDocument({ format, pages, file, title }, { onProgress, signal }) {
      // Loaded when it is asked for: few people need it.
      const { writeTypedHere } = await import('../page/writers.ts');
      await writeTypedHere(format, typedPages(pages, signal), { title, file }, (unshown = 0) => {
        onProgress({ unshown });
      });
      return null;
    },
  };
}

async function* typedPages(path: string, signal: AbortSignal): AsyncGenerator<Page> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  for await (const line of lines) {
    signal.throwIfAborted();
    yield pageSchema.parse(JSON.parse(line));
  }
}

/**
 * "uni/Notes.pdf/Notes, page 03.jpg": the folder of the PDF and the PDF itself, because photos are searched by their
 * folders, and as many digits as the last page has, so that names are sorted by page.
 */
function pagePath(path: string, page: number, { pages, own }: PagedFile): string {
  const name = basename(path);
  const stem = isImportName(name) ? parse(name).name : name;
  const number = String(page).padStart(String(pages).length, '0');
  return join(
    basename(dirname(path)),
    name,
    `${shortened(stem)}, ${own === undefined ? 'page' : 'picture'} ${number}.jpg`,
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
