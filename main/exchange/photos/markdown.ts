import { boxOfPoints, quadSize } from '../../../shared/geometry.ts';
import { median } from '../../../shared/median.ts';
import type { PlacedText } from '../pdf/textLayer.ts';
import { textOfLine, unreadableText, type PhotoPage } from './photoPage.ts';

/** Lines this much higher than the page's usual line are headings, the highest first. */
const headings = [
  { mark: '#', ratio: 2.2 },
  { mark: '##', ratio: 1.5 },
] as const;
/** On a page of fewer lines no line is the usual one. */
const fewestLinesForHeadings = 4;
/** A longer line is large writing, but no heading. */
const longestHeading = 10;
/** A gap of this many usual line heights begins a new paragraph. */
const paragraphGap = 1.2;

const bullet = /^[-–—•·∙‣▪◦*]$/u;
const number = /^(\d{1,3})[.)]$/u;

interface Line<Placed extends PlacedText = PlacedText> {
  readonly words: readonly Placed[];
  /** Median height of its words, in pixels. */
  readonly height: number;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * A photo and its text as Markdown (CommonMark 0.31) for Obsidian, Joplin and others: front matter, the picture, large
 * writing as headings, bullets and numbers as lists, and each line as a line.
 *
 * @param picture relative path of the picture, with a slash on every system
 */
export function markdown({ photo, lines, isReadable }: PhotoPage, picture: string): string {
  const facts = [
    ['title', photo.name],
    ['source', photo.path],
    ...(photo.takenAt === null ? [] : [['date', photo.takenAt]]),
    ['sha256', photo.sha256],
  ];
  // A JSON string is a YAML string, too (YAML 1.2, 1.3).
  const front = facts.map(([key, value]) => `${String(key)}: ${JSON.stringify(value)}\n`).join('');
  const image = `![${escaped(photo.name)}](<${picture.split('/').map(encodeURIComponent).join('/')}>)`;
  const note = isReadable ? '' : `\n\n*${unreadableText}*`;
  return `---\n${front}---\n\n${image}${note}${body(lines.map(measured))}\n`;
}

/** The lines of a page as Markdown, without a picture and front matter. */
export function markdownText(lines: PhotoPage['lines']): string {
  return `${body(lines.map(measured)).trimStart()}\n`;
}

/** A line of a note: its mark, and the words behind it as CommonMark. */
export interface NoteLine<Placed extends PlacedText = PlacedText> {
  readonly mark: string;
  readonly text: string;
  readonly words: readonly Placed[];
}

/** The lines that `markdown` writes of a page, without what separates them. */
export function noteLines<Placed extends PlacedText>(lines: PhotoPage<Placed>['lines']): NoteLine<Placed>[] {
  const all = lines.map(measured);
  const usual = median(all.map(({ height }) => height));
  return all.map((line) => markedUp(line, usual, all.length));
}

/** The lines, each after what separates it from the one before. */
function body(lines: readonly Line[]): string {
  const usual = median(lines.map(({ height }) => height));
  const marked = lines.map((line) => ({ line, ...markedUp(line, usual, lines.length) }));
  return marked
    .map(({ line, kind, mark, text }, index) => {
      const before = marked[index - 1];
      const isSameBlock = kind !== 'heading' && before?.kind === kind && isBelow(before.line, line, usual);
      if (!isSameBlock) return `\n\n${mark}${text}`;
      // Two spaces keep the end of a line inside a paragraph.
      return kind === 'text' ? `  \n${text}` : `\n${mark}${text}`;
    })
    .join('');
}

type Kind = 'heading' | 'item' | 'text';

function markedUp<Placed extends PlacedText>(
  { words, height }: Line<Placed>,
  usual: number,
  lineCount: number,
): NoteLine<Placed> & { readonly kind: Kind } {
  const [first, ...others] = words;
  if (first !== undefined && others.length > 0) {
    const item = { kind: 'item', text: escapedLine(textOfLine(others)), words: others } as const;
    if (bullet.test(first.text)) return { ...item, mark: '- ' };
    const numbered = number.exec(first.text);
    if (numbered !== null) return { ...item, mark: `${String(numbered[1])}. ` };
  }
  const text = escapedLine(textOfLine(words));
  const heading = headings.find(({ ratio }) => height >= ratio * usual);
  const mayBeHeading = lineCount >= fewestLinesForHeadings && words.length <= longestHeading;
  if (heading !== undefined && mayBeHeading)
    return { kind: 'heading', mark: `${heading.mark} `, text, words };
  return { kind: 'text', mark: '', text, words };
}

/** Whether a line continues the block of the line before: below it, near it, and over some of the same columns. */
function isBelow(before: Line, line: Line, usual: number): boolean {
  const gap = line.top - before.bottom;
  const isOver = Math.min(before.right, line.right) > Math.max(before.left, line.left);
  return isOver && line.bottom > before.bottom && gap < paragraphGap * usual;
}

/**
 * In one line, with backslashes before characters that would be marks (CommonMark 2.4), also Obsidian's `==`, `$` and
 * `%%`.
 */
export function escaped(text: string): string {
  return text.replace(/\s*[\r\n\u2028\u2029]\s*/gu, ' ').replace(/[\\`*_[\]<>~|$=%&]/gu, String.raw`\$&`);
}

/** The same at the beginning of a line, where more characters are marks. */
export function escapedLine(text: string): string {
  return escaped(text)
    .replace(/^[#+-]/u, String.raw`\$&`)
    .replace(/^(\d{1,9})([.)])/u, String.raw`$1\$2`);
}

function measured<Placed extends PlacedText>(words: readonly Placed[]): Line<Placed> {
  const [left, top, width, height] = boxOfPoints(words.flatMap(({ quad }) => quad));
  return {
    words,
    height: median(words.map(({ quad }) => quadSize(quad).height)),
    ...{ left, top, right: left + width, bottom: top + height },
  };
}
