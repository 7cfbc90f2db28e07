import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InkdexError } from '../../../shared/result.ts';
import { z } from 'zod';
import { pageLine, pageLineSchema } from '../../../shared/jsonLines.ts';
import { counted } from '../../../shared/text.ts';
import { headOf } from '../../imaging/formats/photoHead.ts';
import type { ReadingService, ReadOptions } from '../../services.ts';

/** A page with its number, from 1, if it is one of a PDF. */
export const uploadedPageSchema = pageLineSchema.extend({ page: z.number().optional() });
export type UploadedPage = z.infer<typeof uploadedPageSchema>;

/** A photo or PDF that a client has sent. */
export interface Upload {
  /** Its pages that are to be read; null for a photo. */
  readonly pages: readonly number[] | null;
  /** Reads a page: one after the other, also those of other uploads. */
  readonly read: (page: number | null, options: ReadOptions) => Promise<UploadedPage>;
  readonly close: () => Promise<void>;
}

export type OpenUpload = ReturnType<typeof createUploads>;

/** Keeps what clients send in files, which only the worker processes open. */
export function createUploads(
  reading: Pick<ReadingService, 'readFile' | 'readPdfPage' | 'countPages'>,
  folder: string,
  onPage: (seconds: number) => void,
) {
  let number = 0;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function readPage(path: string, page: number | null, options: ReadOptions): Promise<UploadedPage> {
    if (options.signal?.aborted === true) throw new InkdexError('cancelled', 'The reading was cancelled.');
    const start = performance.now();
    const found = await (
      page === null ? reading.readFile(path, options) : reading.readPdfPage(path, page, options)
    ).catch((thrown: unknown) => {
      throw withoutPaths(thrown);
    });
    onPage((performance.now() - start) / 1000);
    return { ...(page !== null && { page }), ...pageLine(found) };
  }

  /**
   * @param wanted a page of a PDF, or null for all
   * @throws InkdexError `not-found` if the PDF has no such page; `bad-arguments` for a page of a photo
   */
  return async (bytes: Buffer, wanted: number | null): Promise<Upload> => {
    number += 1;
    const path = join(folder, `page-${number}`);
    await writeFile(path, bytes);
    const close = (): Promise<void> => rm(path, { force: true });
    try {
      const pages = await pagesOf(path, bytes, wanted, reading);
      return { pages, read: (page, options) => inTurn(() => readPage(path, page, options)), close };
    } catch (thrown) {
      await close();
      throw withoutPaths(thrown);
    }
  };
}

async function pagesOf(
  path: string,
  bytes: Buffer,
  wanted: number | null,
  { countPages }: Pick<ReadingService, 'countPages'>,
): Promise<number[] | null> {
  const head = headOf(bytes);
  // A TIFF with one page is a photo.
  const count = head === 'pdf' || head === 'tiff' ? await countPages(path) : null;
  if (count === null) {
    if (wanted === null || wanted === 1) return null;
    throw new InkdexError(
      'bad-arguments',
      'Only a PDF or a TIFF with several pages has pages with numbers. Omit "page".',
    );
  }
  if (wanted === null) return Array.from({ length: count }, (_, before) => before + 1);
  if (wanted <= count) return [wanted];
  throw new InkdexError('not-found', `There is no page ${wanted}: this PDF has ${counted(count, 'page')}.`);
}

/** Clients did not give our temporary files their names. */
function withoutPaths(thrown: unknown): unknown {
  if (!(thrown instanceof InkdexError)) return thrown;
  const message = thrown.message.replaceAll(/"[^"]*inkdex-(?:api|page)-[^"]*"/gu, 'The file');
  return new InkdexError(thrown.code, message, { cause: thrown });
}
