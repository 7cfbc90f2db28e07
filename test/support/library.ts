import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { quadOfBox, type Box } from '../../shared/geometry.ts';
import { removedDays, type PhotoId } from '../../shared/contract/photo.ts';
import type { Alternative, PageReading, ReadWord } from '../../shared/contract/word.ts';
import { storeReading } from '../../main/reading/storeReading.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { oldBefore } from '../../main/store/library/daysOfUse.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { insertJob } from '../../main/store/jobs/jobs.ts';
import { insertPdfPage } from '../../main/store/photos/pdfPages.ts';
import { insertPhoto, requirePhoto } from '../../main/store/photos/photos.ts';

/** An empty folder that goes when the test does. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** The database of a library in which nothing is yet: a copy takes a seventh of the time that a new one takes. */
let empty: Buffer | undefined;

/** A real library in a folder of its own. */
export function temporaryLibrary(): { readonly db: WritableDatabase; readonly folder: string } {
  empty ??= readEmptyLibrary();
  const folder = temporaryFolder();
  writeFileSync(libraryPaths(folder).database, empty, { mode: 0o600 });
  const db = openLibrary(folder);
  onTestFinished(() => {
    db.close();
  });
  return { db, folder };
}

function readEmptyLibrary(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-empty-'));
  openLibrary(folder).close();
  const bytes = readFileSync(libraryPaths(folder).database);
  rmSync(folder, { recursive: true });
  return bytes;
}

/** Notes that a library was in use on each of the last `days` days. */
export function useDaily(db: WritableDatabase, days = removedDays): void {
  for (let ago = days - 1; ago >= 0; ago -= 1) oldBefore(db, 1, new Date(Date.now() - ago * 86_400_000));
}

/** Notes that a library is in use on a day. */
export function useOn(library: string, day: Date): void {
  const db = openLibrary(library);
  oldBefore(db, 1, day);
  db.close();
}

/** A word as a reader gives it: `[['cat', 0.8], ['cot', 0.1]]` at the given place. */
export function readWord(
  readings: readonly (readonly [string, number])[],
  box: Box,
  line = 0,
  lattice?: string,
): ReadWord {
  const alternatives = readings.map(([text, confidence]): Alternative => ({ text, confidence }));
  const best = alternatives[0] ?? { text: '', confidence: 0 };
  const quad = quadOfBox(box);
  return { box, quad, line, text: best.text, confidence: best.confidence, alternatives, lattice };
}

/** A page whose lines are written one below the other, every word surely read. */
export function pageOf(...lines: readonly string[]): PageReading {
  const words = lines.flatMap((line, row) =>
    line.split(' ').map((text, column) => readWord([[text, 1]], [column * 100, row * 50, 90, 40], row)),
  );
  return reading(words);
}

export function reading(words: readonly ReadWord[]): PageReading {
  return {
    width: 1000,
    height: 800,
    turn: 0,
    words: [...words],
    notText: [],
    languages: null,
    missing: 0,
    second: null,
    ms: 1,
    detector: 'd'.repeat(64),
    recogniser: 'e'.repeat(64),
  };
}

/** Makes photos pages of a PDF, by an import of each. */
export function makePdfPages(db: WritableDatabase, path: string, photos: readonly PhotoId[]): void {
  for (const [index, photo] of photos.entries()) {
    const told = { title: 'Import', request: {}, follows: null, createdAt: '2026-01-01T00:00:00.000Z' };
    const job = insertJob(db, { kind: 'import', ...told });
    insertPdfPage(db, { path, job, page: index + 1, sha256: requirePhoto(db, photo).sha256 });
  }
}

/** A photo without a file, read as given. */
export function addPhoto(db: WritableDatabase, name: string, page: PageReading): PhotoId {
  const sha256 = Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);
  const photo = insertPhoto(
    db,
    { path: `/photos/${name}`, sha256, bytes: 1, width: page.width, height: page.height, takenAt: null },
    '2026-01-01T00:00:00.000Z',
  );
  storeReading(db, photo, page, '2026-01-01T00:00:00.000Z');
  return photo;
}
