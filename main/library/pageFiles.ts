import { readdirSync, rmSync, type Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Database } from '../store/database.ts';
import { findNextJob } from '../store/jobs.ts';
import { isPathOfPhoto, listPathsWith } from '../store/removedPhotos.ts';

/** Deletes a file that was created for an import, unless it is the file of a photo. */
export function discardUnused(db: Database, path: string): void {
  if (!isPathOfPhoto(db, path)) rmSync(path, { force: true });
}

/**
 * Deletes rendered pages of PDFs that belong to no photo and to no removed photo: pages of permanently deleted photos and
 * of interrupted imports. Does nothing during an import, because an import renders a page before it adds the photo.
 *
 * @param folder the folder of rendered pages, with a subfolder for each PDF
 */
export async function collectPageFiles(db: Database, folder: string): Promise<void> {
  if (isImporting(db)) return;
  const found = await withUnneeded(folder, neededPages(db, folder));
  // An import may have started during the search of thousands of folders. From here on everything is synchronous.
  if (found.length === 0 || isImporting(db)) return;
  const needed = neededPages(db, folder);
  for (const pdf of found) collectPagesOf(pdf, needed);
}

function isImporting(db: Database): boolean {
  return findNextJob(db, ['import'], []) !== undefined;
}

function neededPages(db: Database, folder: string): Set<string> {
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
