import type { Word } from '../../../shared/contract/word.ts';
import type { Block } from '../../../shared/blocks.ts';
import { headingLevel, itemOf, textBlocks, usualHeight } from '../../../shared/markdown.ts';
import { unreadableText, type PhotoPage } from './photoPage.ts';

/** The lines of a paragraph, each on a line of its own. */
type Lines = readonly (readonly Word[])[];

/** A part of a typed document. */
export type Paragraph =
  | { readonly kind: 'title' | 'remark'; readonly text: string }
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly lines: Lines }
  | { readonly kind: 'text'; readonly lines: Lines }
  /** number: null for a bullet. list: items of one list have the same number. */
  | { readonly kind: 'item'; readonly number: number | null; readonly list: number; readonly lines: Lines }
  /** indent: in blanks. */
  | { readonly kind: 'code'; readonly indent: number; readonly lines: Lines }
  /** The words of each cell. Rows have equally many. */
  | { readonly kind: 'table'; readonly rows: readonly Lines[] };

/** A photo and its text as a person would type it: its name, headings, lists, code, tables. */
export function paragraphsOf(page: PhotoPage<Word>): Paragraph[] {
  const usual = usualHeight(page);
  const remark: Paragraph[] = page.isReadable ? [] : [{ kind: 'remark', text: unreadableText }];
  const text = textBlocks(page).flatMap((block, list): Paragraph[] => {
    const lines = block.lines.map(({ words }) => words);
    if (block.kind === 'heading')
      return [{ kind: 'heading', level: headingLevel(lines.flat(), usual), lines }];
    if (block.kind === 'list') return itemsOf(block, list);
    if (block.kind === 'table') return [{ kind: 'table', rows: block.lines.map(({ cells }) => cells) }];
    if (block.kind === 'text') return [{ kind: 'text', lines }];
    return block.lines.map(({ words, indent }) => ({ kind: 'code', indent: 2 * indent, lines: [words] }));
  });
  return [{ kind: 'title', text: page.photo.name }, ...remark, ...text];
}

/** A line that is no item goes on with the item above it. */
function itemsOf({ lines }: Block<Word>, list: number): Paragraph[] {
  const items: { readonly number: number | null; readonly lines: (readonly Word[])[] }[] = [];
  const before: Paragraph[] = [];
  for (const { kind, words } of lines) {
    const item = itemOf(words);
    if (kind === 'item')
      items.push({ number: item.mark === '- ' ? null : parseInt(item.mark, 10), lines: [item.words] });
    else if (items.length === 0) before.push({ kind: 'text', lines: [words] });
    else items.at(-1)?.lines.push(words);
  }
  return [...before, ...items.map((item): Paragraph => ({ kind: 'item', list, ...item }))];
}
