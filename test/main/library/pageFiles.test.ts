import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { collectPageFiles } from '../../../main/library/ownFiles.ts';
import { insertJob } from '../../../main/store/jobs/jobs.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { insertPhoto } from '../../../main/store/photos/photos.ts';
import { temporaryLibrary } from '../../support/library.ts';

const at = '2026-01-01T00:00:00.000Z';
const photo = { bytes: 1, width: 10, height: 10, takenAt: null };

function drawn(pages: string, pdf: string, page: number): string {
  const path = join(pages, pdf, 'notes.pdf', `notes, page ${page}.jpg`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'drawn');
  return path;
}

it('keeps a page that became a photo while the folders of thousands of PDFs were looked through', async () => {
  const { db, folder } = temporaryLibrary();
  const { pages } = libraryPaths(folder);
  const [kept, beside, alone] = [drawn(pages, 'a', 1), drawn(pages, 'a', 2), drawn(pages, 'b', 1)];
  const collected = collectPageFiles(db, pages);
  insertPhoto(db, { ...photo, path: kept, sha256: 'a'.repeat(64) }, at);
  await collected;
  expect([kept, beside, dirname(alone)].map(existsSync)).toEqual([true, false, false]);
});

it('deletes no page where an import began meanwhile', async () => {
  const { db, folder } = temporaryLibrary();
  const { pages } = libraryPaths(folder);
  const page = drawn(pages, 'a', 1);
  const collected = collectPageFiles(db, pages);
  insertJob(db, { kind: 'import', title: 'Import a', request: {}, follows: null, createdAt: at });
  await collected;
  expect(existsSync(page)).toBe(true);
});
