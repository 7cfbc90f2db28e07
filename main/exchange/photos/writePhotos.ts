import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { createFreeNames, linkableName } from '../../../shared/fileNames.ts';
import { createWholeFile, createWholeFolder } from '../../files/writeWhole.ts';
import { createZip, type Archive } from '../../files/zip.ts';
import { writePdfPages, type PdfPage } from '../pdf/write.ts';
import { docxOf } from './docx.ts';
import { typedPdfOf } from './typedPdf.ts';
import { markdown } from './note.ts';
import type { PhotoPage, PicturedPage, TypedPage } from './photoPage.ts';
import { plainText, titledText } from './plainText.ts';

/**
 * Writes photos as one searchable PDF.
 *
 * @param onPhoto called after each photo
 * @throws InkdexError `conflict` if the path exists, `disk-full`, `permission-denied`, and the errors of `pages`
 */
export async function writePdf(
  pages: AsyncIterable<PicturedPage>,
  path: string,
  onPhoto: () => void,
): Promise<void> {
  await writePdfPages(path, pdfPages(pages), onPhoto);
}

async function* pdfPages(pages: AsyncIterable<PicturedPage>): AsyncGenerator<PdfPage> {
  for await (const { photo, lines, picture } of pages) {
    const { width, height } = photo;
    yield { jpeg: await readFile(picture), width, height, lines };
  }
}

/**
 * Writes the text of photos as one file.
 *
 * @param isTitled whether the name of each photo is above its text
 * @throws InkdexError as `writePdf` does
 */
export async function writeText(
  pages: AsyncIterable<PhotoPage>,
  path: string,
  { isTitled, onPhoto }: { readonly isTitled: boolean; readonly onPhoto: () => void },
): Promise<void> {
  async function* texts(): AsyncGenerator<string> {
    for await (const page of pages) {
      yield isTitled ? titledText(page) : plainText(page);
      onPhoto();
    }
  }
  await createWholeFile(path, (file) => writeFile(file, texts(), { flag: 'wx' }));
}

/** What makes typed documents of photos, by their format. */
const documents = { docx: docxOf, 'typed-pdf': typedPdfOf } as const;
export type DocumentFormat = keyof typeof documents;
export const documentEndings = { docx: '.docx', 'typed-pdf': '.pdf' } as const;

/**
 * Writes the text of photos as a typed document: one if the path has its ending, otherwise one for each photo in a new folder, or a
 * new zip archive.
 *
 * @throws InkdexError as `writePdf` does
 */
export async function writeDocuments(
  format: DocumentFormat,
  pages: AsyncIterable<TypedPage>,
  path: string,
  onPhoto: () => void,
): Promise<void> {
  const ending = documentEndings[format];
  if (extname(path).toLowerCase() === ending) {
    const bytes = await documents[format](pages, onPhoto);
    await createWholeFile(path, (file) => writeFile(file, bytes, { flag: 'wx' }));
    return;
  }
  const freeName = createFreeNames();
  await createFolderOrZip(path, async (sink) => {
    for await (const page of pages) {
      const name = freeName(basename(page.photo.name, extname(page.photo.name)));
      await sink.addText(`${name}${ending}`, await documents[format](only(page), onPhoto));
    }
  });
}

async function* only<Page>(page: Page): AsyncGenerator<Page> {
  yield await Promise.resolve(page);
}

/** A folder or an archive that is filled. */
type Sink = {
  readonly [Name in keyof Archive]: (...args: Parameters<Archive[Name]>) => Promise<void> | void;
};

/** The folder of pictures beside the Markdown files. */
const picturesFolder = 'pictures';

/**
 * Writes a Markdown file and a picture for each photo into a new folder, or a new zip archive if the path ends in `.zip`.
 *
 * @throws InkdexError as `writePdf` does
 */
export async function writeMarkdown(
  pages: AsyncIterable<PicturedPage>,
  path: string,
  onPhoto: () => void,
): Promise<void> {
  await createFolderOrZip(path, (sink) => addMarkdown(pages, sink, onPhoto));
}

async function addMarkdown(
  pages: AsyncIterable<PicturedPage>,
  sink: Sink,
  onPhoto: () => void,
): Promise<void> {
  const freeName = createFreeNames();
  for await (const page of pages) {
    const name = freeName(linkableName(basename(page.photo.name, extname(page.photo.name))));
    const picture = `${picturesFolder}/${name}.jpg`;
    await sink.addText(`${name}.md`, markdown(page, picture));
    await sink.addCopy(picture, page.picture);
    onPhoto();
  }
}

/**
 * Writes the pictures of photos: of a single one as the file `path` if that ends in `.png`, otherwise into a new folder or
 * zip archive.
 *
 * @throws InkdexError as `writePdf` does
 */
export async function writePictures(
  pages: AsyncIterable<PicturedPage>,
  path: string,
  onPhoto: () => void,
): Promise<void> {
  if (extname(path).toLowerCase() === '.png') {
    await createWholeFile(path, async (file) => {
      for await (const { picture } of pages) {
        await copyFile(picture, file);
        onPhoto();
      }
    });
    return;
  }
  const freeName = createFreeNames();
  await createFolderOrZip(path, async (sink) => {
    for await (const { photo, picture } of pages) {
      await sink.addCopy(`${freeName(basename(photo.name, extname(photo.name)))}.png`, picture);
      onPhoto();
    }
  });
}

async function createFolderOrZip(path: string, fill: (archive: Sink) => Promise<void>): Promise<void> {
  if (extname(path).toLowerCase() === '.zip') {
    await createZip(path, fill);
    return;
  }
  await createWholeFolder(path, async (folder) => {
    await fill({
      addText: (name, text) => writeFile(join(folder, name), text),
      async addCopy(name, file) {
        const copy = join(folder, name);
        await mkdir(dirname(copy), { recursive: true });
        await copyFile(file, copy);
      },
    });
  });
}
