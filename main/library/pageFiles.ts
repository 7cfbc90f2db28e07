import { existsSync, readdirSync, rmSync } from 'node:fs';
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
export function collectPageFiles(db: Database, folder: string): void {
  if (!existsSync(folder) || findNextJob(db, ['import'], []) !== undefined) return;
  const needed = new Set(listPathsWith(db, `/${basename(folder)}/`).map(placeOf));
  for (const pdf of readdirSync(folder, { withFileTypes: true })) {
    if (pdf.isDirectory()) collectPagesOf(join(folder, pdf.name), needed);
  }
}

function collectPagesOf(pdf: string, needed: ReadonlySet<string>): void {
  try {
    const files = readdirSync(pdf, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const garbage = files.filter((path) => !needed.has(placeOf(path)));
    if (garbage.length === files.length) rmSync(pdf, { recursive: true });
    else for (const path of garbage) rmSync(path);
  } catch {
    // Another program has it open, or its rights were changed: there is a next time.
  }
}

/**
 * The parts of a path that `drawPage` chooses. Libraries are moved, to other systems too: what stands above says nothing
 * of what is needed, and each system writes paths in its own way.
 */
function placeOf(path: string): string {
  return path.normalize('NFC').split(/[/\\]/u).slice(-4).join('/');
}
