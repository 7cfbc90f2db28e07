import { readdirSync, rmSync, type Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Database } from '../store/database.ts';
import { findNextJob } from '../store/jobs.ts';
import { isPathOfPhoto, listPathsWith } from '../store/removedPhotos.ts';

/** Deletes a file that the library made for an import, and that is, to the byte, a photo that has its own. */
export function discardUnused(db: Database, path: string): void {
  if (!isPathOfPhoto(db, path)) rmSync(path, { force: true });
}

/**
 * Deletes the drawn pages of PDFs that are no photo and cannot be put back as one: of photos that were forgotten, and of
 * imports that were cut short. Nothing while an import has yet to end: it draws a page before that is a photo.
 *
 * @param folder of drawn pages, with a folder for each PDF
 */
export async function collectPageFiles(db: Database, folder: string): Promise<void> {
  if (isImporting(db)) return;
  const found = await withUnneeded(folder, neededPages(db, folder));
  // An import may have come while thousands of folders were looked through: from here on all is in one breath.
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

/** The folders of PDFs that hold a page which nobody needs, or none. */
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
    // Another program has it open, or its rights were changed: there is a next time.
  }
}

const walk = { recursive: true, withFileTypes: true } as const;

function filesOf(entries: readonly Dirent[]): string[] {
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/**
 * The parts of a path that `drawPage` chooses. Libraries are moved, to other systems too: what stands above says nothing
 * of what is needed, and each system writes paths in its own way.
 */
function placeOf(path: string): string {
  return path.normalize('NFC').split(/[/\\]/u).slice(-4).join('/');
}
