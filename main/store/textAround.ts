import type { PhotoId } from '../../shared/contract/photo.ts';
import type { TypedWord, Word, WordId, WordOfText } from '../../shared/contract/word.ts';
import type { Database } from './database.ts';
import { listWords } from './words.ts';

/**
 * A photo's words as a text in reading order: those to be read by their numbers, the others as what they are known to be.
 * What a person typed is certain, and is known although it is to be read; what is no text is left out.
 */
export function findTextAround(db: Database, photo: PhotoId, read: readonly WordId[]): WordOfText[] {
  return listWords(db, photo).flatMap((word): WordOfText[] => {
    if (isTyped(word)) return [{ known: [{ text: word.text, confidence: 1 }] }];
    if (word.source === 'human' || word.mark !== 'text') return [];
    const number = read.indexOf(word.id);
    return [number === -1 ? { known: word.alternatives } : { read: number }];
  });
}

/** What a person typed or confirmed on a photo, but for what is no text. */
export function listTypedWords(db: Database, photo: PhotoId): TypedWord[] {
  return listWords(db, photo)
    .filter(isTyped)
    .map(({ box, text }) => ({ box, text }));
}

function isTyped({ source, mark, text }: Word): boolean {
  return source === 'human' && mark === 'text' && text !== '';
}
