import type { Photo } from '../../../shared/contract/photo.ts';
import { isReadable, shownWords } from '../../../shared/readability.ts';
import type { Word } from '../../../shared/contract/word.ts';
import type { Box } from '../../../shared/geometry.ts';
import type { PlacedText } from '../../../shared/markdown.ts';

/** A photo and its text in reading order, for people who read it without Inkdex. */
export interface PhotoPage<Placed extends PlacedText = PlacedText> {
  readonly photo: Pick<Photo, 'name' | 'path' | 'sha256' | 'takenAt' | 'width' | 'height'>;
  /** The words of each line, in pixels of the photo. No line and no text is empty. */
  readonly lines: readonly (readonly Placed[])[];
  /** Boxes without text, among them bullets. */
  readonly marks?: readonly Box[];
  /** Whether a model can read the writing. */
  readonly isReadable: boolean;
}

/** Written in place of text that a model cannot read. */
export const unreadableText = 'The writing on this photo cannot be read.';

/** A page with the path of a picture of the upright photo. */
export type PicturedPage = PhotoPage & { readonly picture: string };

/** A page for a typed document. picture: path of a JPEG of the upright photo, if it is to be there. */
export type TypedPage = PhotoPage<Word> & { readonly picture?: string };

/**
 * The page of a photo; words without a readable text are left out.
 *
 * @param words in reading order
 * @param isWhole whether text that is probably wrong is there, too: for search, not for people
 */
export function pageOf(photo: PhotoPage['photo'], words: readonly Word[], isWhole: boolean): PhotoPage<Word> {
  const shown = (isWhole ? words : shownWords(words)).filter(
    ({ mark, text }) => mark === 'text' && text !== '',
  );
  const lines = [...Map.groupBy(shown, ({ line }) => line).values()];
  return { photo, lines, marks: wordsAndMarks(words).marks, isReadable: isReadable(words) };
}

/** Words, and the boxes of what is no text, such as bullets. */
export function wordsAndMarks(all: readonly Word[]): { words: Word[]; marks: Box[] } {
  const { text = [], mark = [] } = Object.groupBy(all, (word) =>
    word.mark === 'not-text' ? 'mark' : 'text',
  );
  return { words: text, marks: mark.map(({ box }) => box) };
}
