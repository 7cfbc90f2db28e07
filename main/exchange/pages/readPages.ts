import { dirname, resolve } from 'node:path';
import type { ExchangeFormat, IncomingRecord, ReadOptions } from '../exchangeFormat.ts';
import { isFolder } from '../folders.ts';
import { checkedFormat, lineOf, recordOr, skipped } from '../records.ts';
import { recipes, recipeSchema, partsOf, scaledDocument, type PageDocument } from './document.ts';
import { filesBelow, findPageImage, hasFileOf, relativeStem, type Whence } from './findFiles.ts';
import { sampleOf, type Held } from './parts.ts';
import { writePages, writePageZip, type WriteFormat } from './writePages.ts';

/** A format whose files describe pages as blocks of lines of words. */
export interface ReadFormat {
  /** For messages: "PAGE XML". */
  readonly title: string;
  /** Lower case, with their dots: other files in a folder are ignored. */
  readonly extensions: readonly string[];
  readonly held: Held;
  /** Whether a file's first characters match the format; null when they do not tell. */
  readonly isOfFormat: (path: string) => Promise<boolean | null>;
  /** A file's pages. Throws InkdexErrors `data-invalid` with file and line. */
  readonly pages: (path: string, signal: AbortSignal) => AsyncIterable<PageDocument>;
}

/** The variant that is one zip without folders. */
export const zipVariant = 'escriptorium';

/** A format of page files. It reads one file, or all files in a folder and its subfolders, sorted by name. */
export function pageFormat(
  named: Pick<ExchangeFormat, 'name' | 'title' | 'variants'>,
  files: ReadFormat,
  written: (variant: string) => WriteFormat,
): ExchangeFormat {
  const { extensions, isOfFormat } = files;
  const read = checkedFormat({
    ...named,
    recipes: recipes,
    losses: [],
    // From the first files of a folder.
    recognise: async (path) => ((await hasFileOf(path, extensions, isOfFormat)) ? 1 : 0),
    async *read(path, options) {
      const isWholeFolder = await isFolder(path);
      const root = isWholeFolder ? resolve(path) : dirname(resolve(path));
      const named = new Map<string, string>();
      let found = 0;
      for await (const file of filesBelow(path, extensions)) {
        options.signal.throwIfAborted();
        if (isWholeFolder && (await isOfFormat(file)) === false) {
          yield skipped(`not ${files.title}`, file);
          continue;
        }
        found += 1;
        yield* recordsOfFile({ file, root, named }, options, files);
      }
      if (found === 0)
        yield {
          kind: 'invalid',
          message: `${path}: this folder has no ${files.title} files. Choose another folder or format.`,
        };
    },
    write: null,
  });
  return {
    ...read,
    write: (samples, path, options) => {
      const write = options.variant === zipVariant ? writePageZip : writePages;
      return write(samples, path, options, written(options.variant));
    },
  };
}

interface FoundFile extends Omit<Whence, 'folders'> {
  readonly file: string;
}

async function* recordsOfFile(
  whence: FoundFile,
  options: ReadOptions,
  format: ReadFormat,
): AsyncGenerator<IncomingRecord> {
  const { file, root } = whence;
  const stem = relativeStem(root, file);
  const seen = new Set<string>();
  const pages = format.pages(file, options.signal)[Symbol.asyncIterator]();
  for (let number = 0; ; number += 1) {
    // A damaged page ends its file, because the start of the next page is unknown.
    let next: IteratorResult<PageDocument> | undefined;
    const failed = await recordOr(async () => {
      next = await pages.next();
      return null;
    });
    if (failed !== null) yield failed;
    if (next === undefined || next.done === true) {
      if (failed === null && number === 0) {
        yield { kind: 'invalid', message: `${file}: the file has no page; expected ${format.title}.` };
      }
      return;
    }
    const name = number === 0 ? stem : `${stem}/${next.value.id ?? String(number)}`;
    yield* recordsOfPage(next.value, { ...whence, page: name, seen }, options, format);
  }
}

async function* recordsOfPage(
  document: PageDocument,
  { page, seen, ...whence }: FoundFile & { readonly page: string; readonly seen: Set<string> },
  { recipe, imageSize }: ReadOptions,
  { held }: ReadFormat,
): AsyncGenerator<IncomingRecord> {
  const records: IncomingRecord[] = [];
  const failed = await recordOr(async () => {
    const { file } = whence;
    const place = lineOf(file, document.row);
    const image = await findPageImage(document.images, whence, place);
    // As Tesseract writes the pages of a TIFF or PDF: only the first is the picture that is read.
    if (seen.has(image.path)) return skipped('further page with the image of an earlier one', place);
    seen.add(image.path);
    const size = await imageSize(image.path);
    const scaled = scaledDocument(document, size, place);
    for (const found of partsOf(scaled, { file: image.file, page }, recipeSchema.parse(recipe))) {
      const where = lineOf(file, found.part.row);
      if ('skipped' in found) records.push(skipped(found.skipped, where));
      else {
        const { part, whereabouts } = found;
        records.push(
          await recordOr(() => sampleOf(part, whereabouts, { path: image.path, size }, held, where)),
        );
      }
    }
    if (records.length === 0) records.push(skipped('page without text', place));
    return null;
  });
  if (failed !== null) yield failed;
  yield* records;
}
