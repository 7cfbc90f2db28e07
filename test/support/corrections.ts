import type { WritableDatabase } from '../../main/store/database.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { addPhoto, pageOf } from './library.ts';

/** A photo with so many words that a person has confirmed. */
export function addCorrections(db: WritableDatabase, name: string, words: number): PhotoId {
  const text = Array.from({ length: words }, (_, index) => `word${index}`).join(' ');
  const photo = addPhoto(db, name, pageOf(text));
  db.prepare(`UPDATE word SET source = 'human' WHERE photo = ?`).run(photo);
  return photo;
}
