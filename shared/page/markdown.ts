import type { BlockKind } from './blocks.ts';
import { textOfWords, type PlacedText, type TextBlock, type TextLine } from './page.ts';

/** A line of a note: its mark, and the words behind it as CommonMark. */
export interface NoteLine<Placed extends PlacedText = PlacedText> {
  readonly mark: string;
  readonly text: string;
  readonly words: readonly Placed[];
  /** Code stands as it is. */
  readonly isCode: boolean;
  /** Of a row of a table, whose cells end with ` |`. */
  readonly columns?: number;
}

/** The lines that `markdownText` writes of the blocks of a page, without what separates them. */
export function noteLines<Placed extends PlacedText>(
  blocks: readonly TextBlock<Placed>[],
): NoteLine<Placed>[] {
  return blocks.flatMap(linesOfBlock);
}

/**
 * The text of a page as CommonMark 0.31: headings, lists, code between fences, and each line as a line. '' without text.
 *
 * @param blocks of the page
 */
export function markdownText(blocks: readonly TextBlock[]): string {
  return blocks.map((block) => markdownOfBlock(block.kind, linesOfBlock(block))).join('\n\n');
}

function markdownOfBlock(kind: BlockKind, lines: readonly NoteLine[]): string {
  const texts = lines.map(({ mark, text }) => `${mark}${text}`);
  if (kind === 'table') return texts.toSpliced(1, 0, rule(lines)).join('\n');
  if (kind !== 'code') return joined(lines, texts);
  const fence = texts.some((text) => text.includes('```')) ? '~~~~~~' : '```';
  return [fence, ...texts, fence].join('\n');
}

/** Below the first row of a table, as GitHub's Markdown, Obsidian and Joplin want it. */
function rule([first]: readonly NoteLine[]): string {
  return `|${' --- |'.repeat(first?.columns ?? 1)}`;
}

/** Two spaces keep the end of a line inside a paragraph. */
function joined(lines: readonly NoteLine[], texts: readonly string[]): string {
  return texts
    .map((text, index) => {
      const next = lines[index + 1];
      return next === undefined ? text : `${text}${next.mark.trim() === '' ? '  ' : ''}\n`;
    })
    .join('');
}

function linesOfBlock<Placed extends PlacedText>({ lines }: TextBlock<Placed>): NoteLine<Placed>[] {
  let indent = '';
  return lines.map((line) => {
    const { kind, cells, own: words } = line;
    const mark = markOf(line, indent);
    if (kind === 'item') indent = ' '.repeat(mark.length);
    const isCode = kind === 'code';
    if (kind === 'cell') {
      const text = cells.map((cell) => `${escaped(textOfWords(cell))} |`).join(' ');
      return { mark, text, words, isCode, columns: cells.length };
    }
    const text = textOfWords(words);
    return { mark, text: isCode ? text.replace(lineEnd, ' ') : escapedLine(text), words, isCode };
  });
}

/** @param indent of the item with which a text goes on */
function markOf({ kind, level, number, indent: steps }: TextLine, indent: string): string {
  switch (kind) {
    case 'heading':
      return `${'#'.repeat(level)} `;
    case 'item':
      return number === null ? '- ' : `${number}. `;
    case 'code':
      return '  '.repeat(steps);
    case 'cell':
      return '| ';
    case 'text':
      return indent;
  }
}

const lineEnd = /\s*[\r\n\u2028\u2029]\s*/gu;

/**
 * In one line, with backslashes before characters that would be marks (CommonMark 2.4), also Obsidian's `==`, `$` and
 * `%%`.
 */
export function escaped(text: string): string {
  return text.replace(lineEnd, ' ').replace(/[\\`*_[\]<>~|$=%&]/gu, String.raw`\$&`);
}

/** The same at the beginning of a line, where more characters are marks. */
export function escapedLine(text: string): string {
  return escaped(text)
    .replace(/^[#+-]/u, String.raw`\$&`)
    .replace(/^(\d{1,9})([.)])/u, String.raw`$1\$2`);
}
