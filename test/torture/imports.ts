import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import type { Services } from '../../main/services.ts';
import { pdfOf } from '../support/pdf.ts';
import { tinyDetector, tinyRecogniser } from '../support/tinyModels.ts';
import { photosOf, restart } from './restart.ts';
import type { Scenario, Work } from './scenario.ts';

const photosOfFolder = 5;
/** Every so many folders contain a PDF. */
const pdfEvery = 4;
const pagesOfPdf = 2;

/** Imports one folder after the other, with duplicates and PDFs. */
export const importScenario: Scenario = {
  name: 'imports',
  kills: 180,
  open: (folder) => importing(folder, false),
};

/** The same, and all photos are read. */
export const readingScenario: Scenario = {
  name: 'readings',
  kills: 120,
  open: (folder) => importing(folder, true),
};

/** A folder that a process was asked to import. */
interface ImportedFolder {
  /** SHA-256 of its photos. */
  readonly photos: readonly string[];
  readonly hasPdf: boolean;
  /** Whether the process has reported a file of it, so that its job is stored. */
  isConfirmed: boolean;
}

async function importing(folder: string, isRead: boolean): Promise<Work> {
  const library = join(folder, 'library');
  openLibrary(library).close();
  writeTinyModels(library);
  const pixels = await boardWithWords();
  const folders: ImportedFolder[] = [];
  return {
    library,
    async next() {
      const path = join(folder, 'photos', String(folders.length));
      folders.push(
        await writeFolder(path, { number: folders.length, pixels, photos: join(folder, 'photos') }),
      );
      return ['importUntilKilled.ts', library, path, isRead ? 'read' : ''];
    },
    heard(line) {
      const current = folders.at(-1);
      if (current !== undefined && line !== 'open') current.isConfirmed = true;
    },
    check: () => restart(library, (services) => missingPhotos(services, folders, isRead)),
    confirmed: () => folders.filter(({ isConfirmed }) => isConfirmed).length * photosOfFolder,
  };
}

function writeTinyModels(library: string): void {
  const { models } = libraryPaths(library);
  mkdirSync(models, { recursive: true });
  writeFileSync(join(models, 'starter-detector.onnx'), tinyDetector());
  writeFileSync(join(models, 'starter-recogniser.onnx'), tinyRecogniser());
}

/** A page with blots that the tiny models read as words. */
async function boardWithWords(): Promise<Buffer> {
  const [width, height] = [160, 120];
  const data = Buffer.alloc(width * height, 230);
  for (const [left, top] of [
    [20, 20],
    [90, 20],
    [20, 70],
  ] as const) {
    for (let y = top; y < top + 20; y += 1) data.fill(20, y * width + left, y * width + left + 40);
  }
  return await sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

interface NewFolder {
  readonly number: number;
  /** The picture of all photos; the files differ in a text of their metadata. */
  readonly pixels: Buffer;
  /** The folder of all folders. */
  readonly photos: string;
}

async function writeFolder(path: string, { number, pixels, photos }: NewFolder): Promise<ImportedFolder> {
  mkdirSync(path);
  const hashes: string[] = [];
  for (let index = 0; index < photosOfFolder; index += 1) {
    const exif = { IFD0: { ImageDescription: `photo ${number} ${index}` } };
    const bytes = await sharp(pixels).withExif(exif).png().toBuffer();
    writeFileSync(join(path, `${index}.png`), bytes);
    hashes.push(createHash('sha256').update(bytes).digest('hex'));
  }
  if (number > 0) copyFileSync(join(photos, String(number - 1), '0.png'), join(path, 'duplicate.png'));
  const hasPdf = number % pdfEvery === 1;
  if (hasPdf) {
    const pages = Array.from({ length: pagesOfPdf }, (_, page) => ({
      size: [72 + number, 72 + page] as const,
      box: [8, 8, 20, 10] as const,
    }));
    writeFileSync(join(path, 'notes.pdf'), await pdfOf(pages));
  }
  return { photos: hashes, hasPdf, isConfirmed: false };
}

/** Photos that are missing, twice or not read. A folder whose import was not confirmed is there as a whole or not at all. */
function missingPhotos(services: Services, folders: readonly ImportedFolder[], isRead: boolean): string[] {
  const photos = photosOf(services);
  const found = new Map<string, number>();
  for (const { sha256 } of photos) found.set(sha256, (found.get(sha256) ?? 0) + 1);
  const problems: string[] = [];
  let expected = 0;
  for (const [number, { photos: hashes, hasPdf, isConfirmed }] of folders.entries()) {
    const counts = hashes.map((sha256) => found.get(sha256) ?? 0);
    // The next folder has a copy of the first photo.
    const isThere = isConfirmed || counts.slice(1).some((count) => count > 0);
    if (isThere && counts.some((count) => count !== 1)) {
      problems.push(`the photos of folder ${number} are there ${counts.join(', ')} times`);
    }
    expected += counts.filter((count) => count > 0).length + (isThere && hasPdf ? pagesOfPdf : 0);
  }
  if (photos.length !== expected) problems.push(`there are ${photos.length} photos instead of ${expected}`);
  return isRead ? [...problems, ...unreadPhotos(services)] : problems;
}

function unreadPhotos(services: Services): string[] {
  const photos = photosOf(services);
  const unread = photos.filter(({ status }) => status !== 'read');
  const readings = new Set(
    photos
      .filter(({ path }) => path.endsWith('.png'))
      .filter(({ width }) => width === 160)
      .map(({ id }) =>
        JSON.stringify(
          services.library.calls.getPhoto({ photo: id }).words.map(({ text, box }) => [text, box]),
        ),
      ),
  );
  return [
    ...unread.map(({ path, status }) => `${path} is ${status}`),
    // All photos show the same.
    ...(readings.size > 1 || readings.has('[]')
      ? [`there are ${readings.size} readings of the same picture`]
      : []),
  ];
}
