import { textOfWords } from '../../../shared/markdown.ts';
import { unreadableText, type PhotoPage } from './photoPage.ts';

/** The text of a photo, line by line as on it. */
export function plainText({ lines, isReadable }: PhotoPage): string {
  const note = isReadable ? '' : `[${unreadableText}]\n`;
  return note + lines.map((line) => `${textOfWords(line)}\n`).join('');
}

/** The name of a photo as a heading over its text, in a file with the texts of several photos. */
export function titledText(page: PhotoPage): string {
  const { name } = page.photo;
  return `${name}\n${'='.repeat(Math.min(80, Array.from(name).length))}\n\n${plainText(page)}\n`;
}
