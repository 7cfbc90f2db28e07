import { escaped, markdownText } from '../../shared/page/markdown.ts';
import { textBlocks, unreadableText, type Page, type PlacedText } from '../../shared/page/page.ts';
import { writableText } from '../../shared/text.ts';

/**
 * A photo and its text as Markdown for Obsidian, Joplin and others: front matter, the picture, and `markdownText`.
 *
 * @param picture relative path of the picture, with a slash on every system
 */
export function markdown(page: Page<PlacedText>, picture: string): string {
  const { photo, isReadable } = page;
  const facts = [
    ['title', photo.name],
    ['source', writableText(photo.path)],
    ...(photo.takenAt === null ? [] : [['date', photo.takenAt]]),
    ['sha256', photo.sha256],
  ];
  // A JSON string is a YAML string, too (YAML 1.2, 1.3).
  const front = facts.map(([key, value]) => `${String(key)}: ${JSON.stringify(value)}\n`).join('');
  const image = `![${escaped(photo.name)}](<${picture.split('/').map(encodeURIComponent).join('/')}>)`;
  const note = isReadable ? '' : `\n\n*${unreadableText}*`;
  const text = markdownText(textBlocks(page));
  return `---\n${front}---\n\n${image}${note}${text === '' ? '' : `\n\n${text}`}\n`;
}
