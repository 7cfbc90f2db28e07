import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { storeReading } from '../../main/reading/storeReading.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { insertPhoto } from '../../main/store/photos/photos.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { PageReading } from '../../shared/contract/word.ts';
import { writePhoto } from './services.ts';

const readAt = '2026-01-01T00:00:00.000Z';

/** A photo with a file, read as given. */
export async function photographed(
  { db }: { readonly db: WritableDatabase },
  { folder, name, shade, page }: { folder: string; name: string; shade: number; page: PageReading },
): Promise<PhotoId> {
  const path = await writePhoto(folder, name, shade);
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const photo = insertPhoto(
    db,
    { path, sha256, bytes: 1, width: page.width, height: page.height, takenAt: null },
    readAt,
  );
  storeReading(db, photo, page, readAt);
  return photo;
}
