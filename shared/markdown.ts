import { blocksOf, bulletSign, numberSign, type Block, type BlockLine } from './blocks.ts';
import { quadSize, type Box, type Quad } from './geometry.ts';
import { median } from './median.ts';
import { shapeOf } from './textLines.ts';

/** A word with its place, in pixels of the photo. */
export interface PlacedText {
  readonly text: string;
  readonly quad: Quad;
  /** Whether a stroke runs below it. */
  readonly underlined?: boolean | undefined;
}

/** The lines of a page in reading order, and its boxes without text, among them bullets. */
export interface TextLines<Placed extends PlacedText = PlacedText> {
  readonly lines: readonly (readonly Placed[])[];
  readonly marks?: readonly Box[];
}

/** The blocks of a page. */
export function textBlocks<Placed extends PlacedText>({ lines, marks }: TextLines<Placed>): Block<Placed>[] {
  return blocksOf(lines, shapeOf, marks);
}

/** A heading this much higher than the page's usual line is one of the first level, others of the second. */
const firstLevel = 2.2;

/** 1 or 2 by the size of a heading's writing. @param usual height of the page's lines in pixels, as `usualHeight` gives it */
export function headingLevel(words: readonly PlacedText[], usual: number): 1 | 2 {
  return heightOf(words) >= firstLevel * usual ? 1 : 2;
}

/** The median height of lines, in pixels. */
export function usualHeight({ lines }: TextLines): number {
  return median(lines.map(heightOf));
}

function heightOf(words: readonly PlacedText[]): number {
  return median(words.map(({ quad }) => quadSize(quad).height));
}

/** An item without its bullet or number: what it begins with, and what follows. */
export function itemOf<Placed extends PlacedText>(
  words: readonly Placed[],
): { mark: string; words: readonly Placed[] } {
  const [first, ...others] = words;
  const number = numberSign.exec(first?.text ?? '')?.[1];
  if (others.length === 0) return { mark: '- ', words };
  if (number !== undefined) return { mark: `${number}. `, words: others };
  return { mark: '- ', words: bulletSign.test(first?.text ?? '') ? others : words };
}

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

interface NoteBlock<Placed extends PlacedText> extends Pick<Block<Placed>, 'kind'> {
  readonly lines: readonly NoteLine<Placed>[];
}

/** The lines that `markdownText` writes of a page, without what separates them. */
export function noteLines<Placed extends PlacedText>(page: TextLines<Placed>): NoteLine<Placed>[] {
  return noteBlocks(page).flatMap(({ lines }) => lines);
}

/** The text of a page as CommonMark 0.31: headings, lists, code between fences, and each line as a line. '' without text. */
export function markdownText(page: TextLines): string {
  return noteBlocks(page)
    .map(({ kind, lines }) => {
      const texts = lines.map(({ mark, text }) => `${mark}${text}`);
      if (kind === 'table') return texts.toSpliced(1, 0, rule(lines)).join('\n');
      if (kind !== 'code') return joined(lines, texts);
      const fence = texts.some((text) => text.includes('```')) ? '~~~~~~' : '```';
      return [fence, ...texts, fence].join('\n');
    })
    .join('\n\n');
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

function noteBlocks<Placed extends PlacedText>(page: TextLines<Placed>): NoteBlock<Placed>[] {
  const usual = usualHeight(page);
  return textBlocks(page).map(({ kind, lines }) => {
    let indent = '';
    const written = lines.map((line): NoteLine<Placed> => {
      const { kind: lineKind, words: all, cells } = line;
      if (lineKind === 'cell') {
        const text = cells.map((cell) => `${escaped(textOfWords(cell))} |`).join(' ');
        return { mark: '| ', text, words: all, isCode: false, columns: cells.length };
      }
      const { mark, words } = markedUp(line, usual, indent);
      if (line.kind === 'item') indent = ' '.repeat(mark.length);
      const isCode = line.kind === 'code';
      const text = textOfWords(words);
      return { mark, text: isCode ? text.replace(lineEnd, ' ') : escapedLine(text), words, isCode };
    });
    return { kind, lines: written };
  });
}

function markedUp<Placed extends PlacedText>(
  { kind, words, indent: steps }: BlockLine<Placed>,
  usual: number,
  indent: string,
): Pick<NoteLine<Placed>, 'mark' | 'words'> {
  if (kind === 'item') return itemOf(words);
  if (kind === 'heading') return { mark: `${'#'.repeat(headingLevel(words, usual))} `, words };
  return { mark: kind === 'code' ? '  '.repeat(steps) : indent, words };
}

export function textOfWords(words: readonly PlacedText[]): string {
  return words.map(({ text }) => text).join(' ');
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
