import type { Word } from '../../shared/contract/word.ts';
import type { Size } from '../../shared/geometry.ts';
import { textBlocks, unreadableText, type Page, type TextBlock } from '../../shared/page/page.ts';

/** The lines of a paragraph, each on a line of its own. */
type Lines = readonly (readonly Word[])[];

/** A part of a typed document. */
export type Paragraph =
  | { readonly kind: 'title' | 'remark'; readonly text: string }
  /** The path of a JPEG, and the size of its photo. */
  | { readonly kind: 'picture'; readonly path: string; readonly size: Size }
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly lines: Lines }
  | { readonly kind: 'text'; readonly lines: Lines }
  /** number: null for a bullet. list: items of one list have the same number. */
  | { readonly kind: 'item'; readonly number: number | null; readonly list: number; readonly lines: Lines }
  /** indent: in blanks. */
  | { readonly kind: 'code'; readonly indent: number; readonly lines: Lines }
  /** The words of each cell. Rows have equally many. */
  | { readonly kind: 'table'; readonly rows: readonly Lines[] };

/** A photo and its text as a person would type it: its name, its picture, headings, lists, code, tables. */
export function paragraphsOf(page: Page): Paragraph[] {
  const { photo, picture, isReadable } = page;
  return [
    { kind: 'title', text: photo.name },
    ...(picture === undefined ? [] : [{ kind: 'picture', path: picture, size: photo } as const]),
    ...(isReadable ? [] : [{ kind: 'remark', text: unreadableText } as const]),
    ...textBlocks(page).flatMap(paragraphsOfBlock),
  ];
}

function paragraphsOfBlock({ kind, lines }: TextBlock<Word>, list: number): Paragraph[] {
  switch (kind) {
    case 'heading':
      return lines.map(({ level, words }) => ({ kind, level, lines: [words] }));
    case 'text':
      return [{ kind, lines: lines.map(({ words }) => words) }];
    case 'code':
      return lines.map(({ words, indent }) => ({ kind, indent: 2 * indent, lines: [words] }));
    case 'table':
      return [{ kind, rows: lines.map(({ cells }) => cells) }];
    case 'list':
      return itemsOf(lines, list);
  }
}

/** A line that is no item goes on with the item above it. */
function itemsOf(lines: TextBlock<Word>['lines'], list: number): Paragraph[] {
  const parts: (Paragraph & { readonly lines: (readonly Word[])[] })[] = [];
  for (const { kind, number, own } of lines) {
    const isFirst = parts.at(-1)?.kind !== 'item';
    if (kind === 'item')
      parts.push({ kind, list, number: number === null ? null : parseInt(number, 10), lines: [own] });
    else if (isFirst) parts.push({ kind: 'text', lines: [own] });
    else parts.at(-1)?.lines.push(own);
  }
  return parts;
}
