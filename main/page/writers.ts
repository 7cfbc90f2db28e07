import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { createFreeNames, linkableName } from '../../shared/fileNames.ts';
import { fileEndings, type PhotoExportFormat, type TypedFormat } from '../../shared/page/exportFormats.ts';
import { languageCodes } from '../../shared/contract/pageLanguage.ts';
import { plainText, type Page } from '../../shared/page/page.ts';
import { InkdexError } from '../../shared/result.ts';
import { formatCount } from '../../shared/text.ts';
import { titleOf, writePdfFile, type PdfSheet } from '../exchange/pdf/write.ts';
import { withTemporaryFolder } from '../files/temporaryFolder.ts';
import { createWholeFile, createWholeFolder } from '../files/writeWhole.ts';
import { createZip, type Archive } from '../files/zip.ts';
import { docxOf } from './docx.ts';
import { markdown } from './note.ts';
import { typedPdfOf } from './typedPdf.ts';

type Pages = AsyncIterable<Page>;

/** @param unshown number of its words that the fonts of a typed PDF cannot show */
type OnPhoto = (unshown?: number) => void;

interface Work {
  /** Of the photos that are asked for; `pages` may leave some out. */
  readonly count: number;
  /** Called after each photo. */
  readonly onPhoto: OnPhoto;
  /** Writes typed documents, in this process or in another one. */
  readonly writeTyped?: WriteTyped;
}

/** A folder or an archive that is filled. */
interface Target {
  readonly sink: {
    readonly [Name in keyof Archive]: (...args: Parameters<Archive[Name]>) => Promise<void> | void;
  };
  readonly freeName: (wanted: string) => string;
  /** Files that are made in this folder are there until the target is filled. */
  readonly scratch: string;
}

/** How pages are written in a format: all of them as one file, the files of each, or as the path asks for. */
interface Writer {
  /** asked: there if a person wants it. lit: with highlighted hits. */
  readonly picture: 'none' | 'asked' | 'plain' | 'lit';
  /** Whether pages have the size of the paper. */
  readonly isSized?: boolean;
  /** Whether text that is probably wrong is there, too. */
  readonly isWhole?: boolean;
  /** @throws InkdexError `bad-arguments` for more photos than one file may have */
  readonly requireFew?: (count: number) => void;
  readonly all?: (pages: Pages, file: string, work: Work & { readonly path: string }) => Promise<void>;
  readonly each?: (page: Page, target: Target, work: Work) => Promise<void>;
}

/** Every format of photos with their text. `fileEndings` has the endings of their files. */
export const writers: Readonly<Record<PhotoExportFormat, Writer>> = {
  pdf: {
    picture: 'plain',
    isSized: true,
    isWhole: true,
    all: (pages, file, { path, onPhoto }) => writePdfFile(file, path, sheetsOf(pages), onPhoto),
  },
  'typed-pdf': typedWriter('typed-pdf'),
  docx: typedWriter('docx'),
  markdown: {
    picture: 'plain',
    async each(page, { sink, freeName }, { onPhoto }) {
      const name = freeName(linkableName(stemOf(page)));
      const picture = `pictures/${name}.jpg`;
      await sink.addText(`${name}.md`, markdown(page, picture));
      await sink.addCopy(picture, pictureOf(page));
      onPhoto();
    },
  },
  text: {
    picture: 'none',
    all: (pages, file, work) => writeFile(file, textsOf(pages, work), { flag: 'wx' }),
  },
  png: {
    picture: 'lit',
    requireFew(count) {
      if (count <= 1) return;
      throw new InkdexError(
        'bad-arguments',
        `${count} photos cannot be one picture. Choose a new folder, or a file that ends in .zip.`,
      );
    },
    async all(pages, file, { onPhoto }) {
      for await (const page of pages) {
        await copyFile(pictureOf(page), file);
        onPhoto();
      }
    },
    async each(page, { sink, freeName }, { onPhoto }) {
      await sink.addCopy(`${freeName(stemOf(page))}.png`, pictureOf(page));
      onPhoto();
    },
  },
};

/**
 * Writes photos and their text: as one file, or the files of each into a new folder, or a new zip archive if the path ends in `.zip`.
 * Where a format has both, it is one file if the path has its ending.
 *
 * @throws InkdexError `bad-arguments` for more photos than one file may have, `conflict` if the path exists, `disk-full`,
 * `permission-denied`, and the errors of `pages`
 */
export async function writePages(
  format: PhotoExportFormat,
  pages: Pages,
  path: string,
  work: Work,
): Promise<void> {
  const { all, each, requireFew } = writers[format];
  const ending = extname(path).toLowerCase();
  if (all !== undefined && (each === undefined || ending === fileEndings[format])) {
    requireFew?.(work.count);
    await createWholeFile(path, (file) => all(pages, file, { ...work, path }));
    return;
  }
  await withTemporaryFolder('inkdex-documents-', async (scratch) => {
    const freeName = createFreeNames();
    const fill = async (sink: Target['sink']): Promise<void> => {
      for await (const page of pages) await each?.(page, { sink, freeName, scratch }, work);
    };
    if (ending === '.zip') await createZip(path, fill);
    else await createWholeFolder(path, (folder) => fill(sinkOf(folder)));
  });
}

function sinkOf(folder: string): Target['sink'] {
  return {
    addText: (name, text) => writeFile(join(folder, name), text),
    async addCopy(name, file) {
      const copy = join(folder, name);
      await mkdir(dirname(copy), { recursive: true });
      await copyFile(file, copy);
    },
  };
}

function stemOf({ photo: { name } }: Page): string {
  return basename(name, extname(name));
}

function pictureOf({ photo, picture }: Page): string {
  if (picture === undefined) throw new RangeError(`The page of ${photo.path} has no picture.`);
  return picture;
}

async function* sheetsOf(pages: Pages): AsyncGenerator<PdfSheet> {
  for await (const page of pages) {
    const { lines, pointsPerPixel, language } = page;
    const { width, height } = page.photo;
    const jpeg = await readFile(pictureOf(page));
    yield { jpeg, width, height, pointsPerPixel, language: language && languageCodes[language], lines };
  }
}

/** Of several photos, the name of each is a heading over its text. */
async function* textsOf(pages: Pages, { count, onPhoto }: Work): AsyncGenerator<string> {
  for await (const page of pages) {
    const { name } = page.photo;
    const title = `${name}\n${'='.repeat(Math.min(80, Array.from(name).length))}\n\n`;
    yield count > 1 ? `${title}${plainText(page)}\n` : plainText(page);
    onPhoto();
  }
}

/** What makes typed documents: all of one is in memory. */
const typed = { docx: docxOf, 'typed-pdf': typedPdfOf } as const;

/** What a typed document is called, and the new file that it becomes. */
interface TypedFile {
  readonly title: string;
  readonly file: string;
}

/** Writes one typed document. */
export type WriteTyped = (
  format: TypedFormat,
  pages: Pages,
  to: TypedFile,
  onPhoto: OnPhoto,
) => Promise<void>;

export const writeTypedHere: WriteTyped = async (format, pages, { title, file }, onPhoto) => {
  await writeFile(file, await typed[format](pages, title, onPhoto), { flag: 'wx' });
};

function typedWriter(format: TypedFormat): Writer {
  return {
    picture: 'asked',
    requireFew(count) {
      requireRoom('photos', count);
    },
    all: (pages, file, { path, onPhoto, writeTyped = writeTypedHere }) =>
      writeTyped(format, pages, { title: titleOf(path), file }, onPhoto),
    async each(page, { sink, freeName, scratch }, { onPhoto, writeTyped = writeTypedHere }) {
      const name = `${freeName(stemOf(page))}${fileEndings[format]}`;
      await writeTyped(format, only(page), { title: stemOf(page), file: join(scratch, name) }, onPhoto);
      await sink.addCopy(name, join(scratch, name));
    },
  };
}

async function* only(page: Page): AsyncGenerator<Page> {
  yield await Promise.resolve(page);
}

/** Word's documents are made in memory: 500 photos with pictures take .6 GB, 200,000 words .8 GB of the 1.25 that a process may have. */
const mostOfOne = { photos: 500, words: 200_000 } as const;

/** @throws InkdexError `bad-arguments` for more than one document may have */
function requireRoom(what: keyof typeof mostOfOne, count: number): void {
  if (count <= mostOfOne[what]) return;
  throw new InkdexError(
    'bad-arguments',
    `Found ${formatCount(count)} ${what} for one document; expected at most ${formatCount(mostOfOne[what])}. ` +
      'Choose a document for each photo, or fewer photos.',
  );
}

/**
 * Writes a document in another process, which packs it while this one answers.
 *
 * @param ask gets the paths of the pages (a `Page` in each line) and of the document
 */
export function writeTypedBy(
  ask: (
    asked: TypedFile & { readonly format: TypedFormat; readonly pages: string },
    onPhoto: OnPhoto,
  ) => Promise<void>,
): WriteTyped {
  async function* linesOf(pages: Pages): AsyncGenerator<string> {
    let words = 0;
    for await (const page of pages) {
      words += page.lines.flat().length;
      requireRoom('words', words);
      yield `${JSON.stringify(page)}\n`;
    }
  }
  return (format, pages, to, onPhoto) =>
    withTemporaryFolder('inkdex-pages-', async (folder) => {
      const list = join(folder, 'pages.jsonl');
      await writeFile(list, linesOf(pages));
      await ask({ format, pages: list, ...to }, onPhoto);
    });
}
