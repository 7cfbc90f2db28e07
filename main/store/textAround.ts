import type { PhotoId } from '../../shared/contract/photo.ts';
import type { TypedWord, Word, WordId, WordOfText } from '../../shared/contract/word.ts';
import type { Database } from './database.ts';
import { listWords } from './words.ts';

/**
 * A photo's words as a text in reading order: words to read by their numbers, other words with their readings. A
 * confirmed text is certain, even of a word to read. Omits words that are not text.
 */
export function findTextAround(db: Database, photo: PhotoId, read: readonly WordId[]): WordOfText[] {
  return listWords(db, photo).flatMap((word): WordOfText[] => {
    if (isTyped(word)) return [{ known: [{ text: word.text, confidence: 1 }] }];
    if (word.source === 'human' || word.mark !== 'text') return [];
    const number = read.indexOf(word.id);
    return [number === -1 ? { known: word.alternatives } : { read: number }];
  });
}

/** The confirmed words of a photo, without those that are not text. */
export function listTypedWords(db: Database, photo: PhotoId): TypedWord[] {
  return listWords(db, photo)
    .filter(isTyped)
    .map(({ box, text }) => ({ box, text }));
}

function isTyped({ source, mark, text }: Word): boolean {
  return source === 'human' && mark === 'text' && text !== '';
}
