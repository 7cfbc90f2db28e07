import type { Photo } from '../../../shared/contract/photo.ts';
import type { Word } from '../../../shared/contract/word.ts';
import type { PlacedText } from '../pdf/textLayer.ts';

/** A photo and its text in reading order, for people who read it without Inkdex. */
export interface PhotoPage {
  readonly photo: Pick<Photo, 'name' | 'path' | 'sha256' | 'takenAt' | 'width' | 'height'>;
  /** The words of each line, in pixels of the photo. No line and no text is empty. */
  readonly lines: readonly (readonly PlacedText[])[];
}

/** A page with the path of an upright JPEG of the photo. */
export type PicturedPage = PhotoPage & { readonly picture: string };

/**
 * The page of a photo; words without a readable text are left out.
 *
 * @param words in reading order
 */
export function pageOf(photo: PhotoPage['photo'], words: readonly Word[]): PhotoPage {
  const readable = words.filter(({ mark, text }) => mark === 'text' && text !== '');
  return { photo, lines: [...Map.groupBy(readable, ({ line }) => line).values()] };
}

/** The text of a line. */
export function textOfLine(line: readonly PlacedText[]): string {
  return line.map(({ text }) => text).join(' ');
}
