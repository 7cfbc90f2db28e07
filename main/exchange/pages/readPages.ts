import { dirname, resolve } from 'node:path';
import type { ExchangeFormat, IncomingRecord, ReadOptions } from '../exchangeFormat.ts';
import { isFolder } from '../folders.ts';
import { checkedFormat, lineOf, recordOr, skipped } from '../records.ts';
import { pageRecipes, pageRecipeSchema, partsOf, scaledDocument, type PageDocument } from './document.ts';
import { filesBelow, findPageImage, hasFileOf, relativeStem } from './findFiles.ts';
import { sampleOf, type Held } from './parts.ts';
import { writePages, writePageZip, type PageText } from './writePages.ts';

/** A format whose files describe pages as blocks of lines of words. */
export interface PageFiles {
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
  files: PageFiles,
  written: (variant: string) => PageText,
): ExchangeFormat {
  const { extensions, isOfFormat } = files;
  const read = checkedFormat({
    ...named,
    recipes: pageRecipes,
    losses: [],
    // From the first files of a folder.
    recognise: async (path) => ((await hasFileOf(path, extensions, isOfFormat)) ? 1 : 0),
    read: (path, options) => recordsOfPath(path, options, files),
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

async function* recordsOfPath(
  path: string,
  options: ReadOptions,
  format: PageFiles,
): AsyncGenerator<IncomingRecord> {
  const isWholeFolder = await isFolder(path);
  const root = isWholeFolder ? resolve(path) : dirname(resolve(path));
  let found = 0;
  for await (const file of filesBelow(path, format.extensions)) {
    options.signal.throwIfAborted();
    if (isWholeFolder && (await format.isOfFormat(file)) === false) {
      yield skipped(`not ${format.title}`, file);
      continue;
    }
    found += 1;
    yield* recordsOfFile(file, root, options, format);
  }
  if (found === 0)
    yield {
      kind: 'invalid',
      message: `${path}: this folder has no ${format.title} files. Choose another folder or format.`,
    };
}

async function* recordsOfFile(
  file: string,
  root: string,
  options: ReadOptions,
  format: PageFiles,
): AsyncGenerator<IncomingRecord> {
  const stem = relativeStem(root, file);
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
    yield* recordsOfPage(next.value, { file, root, page: name }, options, format);
  }
}

async function* recordsOfPage(
  document: PageDocument,
  { file, root, page }: { readonly file: string; readonly root: string; readonly page: string },
  { recipe, imageSize }: ReadOptions,
  { held }: PageFiles,
): AsyncGenerator<IncomingRecord> {
  const records: IncomingRecord[] = [];
  const failed = await recordOr(async () => {
    const place = lineOf(file, document.row);
    const image = await findPageImage(document.images, { file, root }, place);
    const size = await imageSize(image.path);
    const scaled = scaledDocument(document, size, place);
    for (const found of partsOf(scaled, { file: image.file, page }, pageRecipeSchema.parse(recipe))) {
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
