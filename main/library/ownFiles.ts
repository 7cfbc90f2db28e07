import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, basename, relative } from 'node:path';
import { removedDays } from '../../shared/contract/photo.ts';
import type { WritableDatabase } from '../store/database.ts';
import { oldBefore } from '../store/library/daysOfUse.ts';
import { listFailedFiles } from '../store/photos/failedFiles.ts';
import { listUnfinishedRequests, findNextJob } from '../store/jobs/jobs.ts';
import { hashFile } from '../files/hashFile.ts';
import { sumsFile, sumsLine } from '../store/export/layout.ts';
import { isIn } from '../store/photos/paths.ts';
import { listPathsWith, isPathOfPhoto, type ForgottenPhoto } from '../store/photos/removedPhotos.ts';
import { readdirSync, rmSync, type Dirent } from 'node:fs';

/** Each batch of uploads is in a folder with this prefix, in the library's inbox. */
const prefix = 'dropped-';
const folderName = /dropped-\w{6}/gu;

export function createSentFolder(inbox: string): Promise<string> {
  return mkdtemp(join(inbox, prefix));
}

/**
 * Deletes uploads that nothing uses: of interrupted uploads, and archives of many GB whose import failed or was
 * cancelled. Keeps folders with files of photos, removed photos or failed files, and of jobs that can continue. And it keeps
 * all as long as removed photos: younger folders may still receive uploads; and after a damaged database was repaired from an
 * older backup, later uploads exist only as files.
 */
export async function collectSent(db: WritableDatabase, inbox: string): Promise<void> {
  const before = oldBefore(db, removedDays);
  const needed = new Set(
    [
      ...listPathsWith(db, `/${prefix}`),
      ...listFailedFiles(db).map(({ path }) => path),
      ...listUnfinishedRequests(db, prefix),
    ].flatMap((text) => text.match(folderName) ?? []),
  );
  for (const name of await readdir(inbox)) {
    if (!name.startsWith(prefix) || needed.has(name)) continue;
    const folder = join(inbox, name);
    if ((await stat(folder)).mtime < before) await rm(folder, { recursive: true, force: true });
  }
}

/** Deletes a file that was created for an import, unless it is the file of a photo. */
export function discardUnused(db: WritableDatabase, path: string): void {
  if (!isPathOfPhoto(db, path)) rmSync(path, { force: true });
}

/**
 * Deletes the files of permanently deleted photos that an import of a library has brought. Every other file belongs to a
 * person, also in the same folder: only those in the import's list go, if they still have the content that it names.
 *
 * @param folder the library's folder of imported photos
 */
export async function discardImported(
  db: WritableDatabase,
  folder: string,
  photos: readonly ForgottenPhoto[],
): Promise<void> {
  const within = photos.filter(({ path }) => isIn(path, folder));
  if (within.length === 0) return;
  const list = await readFile(join(folder, sumsFile), 'utf8').catch(() => '');
  const listed = new Set(list.split('\n'));
  for (const { path, sha256 } of within) {
    if (!listed.has(sumsLine(sha256, relative(folder, path)))) continue;
    if ((await hashFile(path)) === sha256) discardUnused(db, path);
  }
}

/**
 * Deletes rendered pages of PDFs that belong to no photo and to no removed photo: pages of permanently deleted photos and
 * of interrupted imports. Does nothing during an import, because an import renders a page before it adds the photo.
 *
 * @param folder the folder of rendered pages, with a subfolder for each PDF
 */
export async function collectPageFiles(db: WritableDatabase, folder: string): Promise<void> {
  if (isImporting(db)) return;
  const found = await withUnneeded(folder, neededPages(db, folder));
  // An import may have started during the search of thousands of folders. From here on everything is synchronous.
  if (found.length === 0 || isImporting(db)) return;
  const needed = neededPages(db, folder);
  for (const pdf of found) collectPagesOf(pdf, needed);
}

function isImporting(db: WritableDatabase): boolean {
  return findNextJob(db, ['import'], []) !== undefined;
}

function neededPages(db: WritableDatabase, folder: string): Set<string> {
  return new Set(listPathsWith(db, `/${basename(folder)}/`).map(placeOf));
}

/** The folders of PDFs that contain an unneeded page, or no page. */
async function withUnneeded(folder: string, needed: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue;
    const pdf = join(folder, entry.name);
    const files = await readdir(pdf, walk).then(filesOf, () => []);
    const isNeeded = files.length > 0 && files.every((path) => needed.has(placeOf(path)));
    if (!isNeeded) found.push(pdf);
  }
  return found;
}

function collectPagesOf(pdf: string, needed: ReadonlySet<string>): void {
  try {
    const files = filesOf(readdirSync(pdf, walk));
    const garbage = files.filter((path) => !needed.has(placeOf(path)));
    if (garbage.length === files.length) rmSync(pdf, { recursive: true });
    else for (const path of garbage) rmSync(path);
  } catch {
    // Another program has it open, or permissions have changed. The next call tries again.
  }
}

const walk = { recursive: true, withFileTypes: true } as const;

function filesOf(entries: readonly Dirent[]): string[] {
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/**
 * The part of a path that `drawPage` chooses. Only this part is compared, because a library can be moved, also to another
 * system with another form of paths.
 */
function placeOf(path: string): string {
  return path.normalize('NFC').split(/[/\\]/u).slice(-4).join('/');
}
