import type { PhotoId } from '../../shared/photo.ts';
import type { WordId, WordOfText } from '../../shared/word.ts';
import type { Database } from './database.ts';
import { listWords } from './words.ts';

/**
 * A photo's words as a text in reading order: those to be read by their numbers, the others as what they are known to be.
 * What a person typed is certain, and is known although it is to be read; what is no text is left out.
 */
export function findTextAround(db: Database, photo: PhotoId, read: readonly WordId[]): WordOfText[] {
  return listWords(db, photo).flatMap(({ id, source, mark, text, alternatives }): WordOfText[] => {
    if (mark !== 'text') return [];
    if (source === 'human') return text === '' ? [] : [{ known: [{ text, confidence: 1 }] }];
    const number = read.indexOf(id);
    return [number === -1 ? { known: alternatives } : { read: number }];
  });
}
