import { z } from 'zod';
import type { SampleLabel } from '../../../shared/contract/dataset.ts';
import type { Size } from '../../../shared/geometry.ts';
import { invalidAt, type Place } from '../records.ts';
import { scaledOutline } from './outline.ts';
import { emptyPart, type Part, type Whereabouts } from './parts.ts';

/** A page as in PAGE, ALTO and hOCR: blocks of lines of words, in reading order. */
export interface PageDocument {
  /** The image's name in the file, or several candidates, the most likely first; empty when it has none. */
  readonly images: readonly string[];
  /** The page's id, for files that can contain several pages. */
  readonly id: string | null;
  /** Width and height of the page in the unit of its coordinates. Null: the image's pixels. */
  readonly size: Size | null;
  readonly row: number;
  readonly blocks: readonly Block[];
}

export interface Block extends Part {
  readonly lines: readonly Line[];
}

export interface Line extends Part {
  readonly words: readonly Part[];
}

/** A page whose blocks, lines and words are changed. */
export function withParts(
  document: PageDocument,
  changed: <Changed extends Part>(part: Changed) => Changed,
): PageDocument {
  const blocks = document.blocks.map((block) => ({
    ...changed(block),
    lines: block.lines.map((line) => ({ ...changed(line), words: line.words.map(changed) })),
  }));
  return { ...document, blocks };
}

export const recipeSchema = z.enum(['plain', 'lines', 'pages']);
export type Recipe = z.infer<typeof recipeSchema>;

export const recipes: Readonly<Record<Recipe, string>> = {
  plain: 'The words of each line, or the line where it has no words.',
  lines: 'Whole lines only.',
  pages: 'Whole pages only.',
};

export interface DocumentPlace {
  /** The image's name in samples. */
  readonly file: string;
  /** Unique name of the page: the prefix of its parts' keys. */
  readonly page: string;
}

/** A part that is a sample, or the reason why it is not. */
export type Found =
  | { readonly part: Part; readonly whereabouts: Whereabouts }
  | { readonly part: Part; readonly skipped: string };

/** The parts of a page that are samples by a recipe, in reading order. */
export function* partsOf(document: PageDocument, place: DocumentPlace, recipe: Recipe): Generator<Found> {
  if (recipe === 'pages') {
    yield wholePage(document, place);
    return;
  }
  let lines = 0;
  for (const [blockIndex, block] of document.blocks.entries()) {
    const blockKey = `${place.page}/${block.id ?? `block-${blockIndex}`}`;
    // A block that is a sample is a page: its lines are lines of its text, not of the page.
    if (block.carried !== null || isOnlyBlock(block)) {
      if (recipe === 'plain') yield found(block, { ...place, key: blockKey, level: 'page' }, null, null);
      else if (block.carried === null) yield { part: block, skipped: 'region with a text but without lines' };
      continue;
    }
    const lineTexts = block.lines.map(lineText).join('\n');
    if ((block.text ?? '') !== '' && !isSameText(withoutHyphens(block.text ?? ''), withoutHyphens(lineTexts)))
      yield { part: block, skipped: 'text of a region whose lines have another' };
    for (const [lineIndex, line] of block.lines.entries()) {
      const key = line.id === null ? `${blockKey}/line-${lineIndex}` : `${place.page}/${line.id}`;
      yield* partsOfLine(line, { ...place, key }, lines, recipe);
      lines += 1;
    }
  }
}

/** The text of a region may join what is hyphenated at the ends of its lines. */
function withoutHyphens(text: string): string {
  return text.replace(/[-\u{ad}¬⸗]/gu, '');
}

/** Whether a block has a text that none of its lines has. */
function isOnlyBlock({ text, lines }: Block): boolean {
  return (text ?? '') !== '' && lines.every((line) => lineText(line) === '');
}

/** A line's own text, or the texts of its words. */
export function lineText(line: Line): string {
  return line.text ?? textOfWords(line);
}

function textOfWords({ words }: Line): string {
  return words
    .map(({ text }) => text ?? '')
    .filter((text) => text !== '')
    .join(' ');
}

/** Whether texts are equal but for white space. */
export function isSameText(text: string, other: string): boolean {
  return text.replace(/\s+/gu, '') === other.replace(/\s+/gu, '');
}

function* partsOfLine(
  line: Line,
  place: DocumentPlace & { readonly key: string },
  number: number,
  recipe: Recipe,
): Generator<Found> {
  // Programs in which a person corrects lines leave the words as they were read.
  const isStale =
    line.carried === null && (line.text ?? '') !== '' && !isSameText(lineText(line), textOfWords(line));
  const isWords =
    !isStale &&
    line.words.some(
      ({ text, carried, problem }) => (text ?? '') !== '' || carried !== null || problem !== null,
    );
  if (recipe === 'lines' || line.carried !== null || !isWords) {
    yield found({ ...line, text: lineText(line) }, { ...place, level: 'line' }, number, null);
  }
  if (recipe === 'lines') return;
  for (const [position, word] of line.words.entries()) {
    if (isStale && (word.text ?? '') !== '') {
      yield { part: word, skipped: 'word of a line with another text' };
      continue;
    }
    if (line.carried !== null && word.carried === null) continue;
    const key = word.id === null ? `${place.key}/word-${position}` : `${place.page}/${word.id}`;
    yield found(word, { ...place, key, level: 'word' }, number, position);
  }
}

function found(
  part: Part,
  { key, level, file, page }: DocumentPlace & Pick<SampleLabel, 'key' | 'level'>,
  line: number | null,
  position: number | null,
): Found {
  if (part.problem === null && part.carried === null && (part.text ?? '') === '')
    return { part, skipped: `${level} without text` };
  if (part.problem === null && part.carried === null && part.outline === null)
    return { part, skipped: `${level} without a place` };
  return { part, whereabouts: { key: part.carried?.key ?? key, level, file, page, line, position } };
}

/** All text of the page as one sample of the whole image. */
function wholePage(document: PageDocument, { file, page }: DocumentPlace): Found {
  const text = document.blocks
    .map((block) =>
      block.carried === null && !isOnlyBlock(block)
        ? block.lines
            .map(lineText)
            .filter((line) => line !== '')
            .join('\n')
        : (block.text ?? ''),
    )
    .filter((block) => block !== '')
    .join('\n');
  const language = document.blocks[0]?.language ?? null;
  const part: Part = { ...emptyPart, id: document.id, row: document.row, text, language };
  if (text === '') return { part, skipped: 'page without text' };
  return { part, whereabouts: { key: page, level: 'page', file, page, line: null, position: null } };
}

/** Two sizes of the same picture have equal proportions, except for rounding. */
const mostDistortion = 0.01;

/**
 * Converts a page to pixels of its image from tenths of a millimetre, or from pixels of the same scan at another
 * size.
 *
 * @throws InkdexError `data-invalid` when the proportions of page and image differ: the image is another one, or
 * rotated
 */
export function scaledDocument(document: PageDocument, image: Size, place: Place): PageDocument {
  const { size } = document;
  if (size === null || (size.width === image.width && size.height === image.height)) return document;
  requireProportion(size, image, place);
  const scaled = <Scaled extends Part>(part: Scaled): Scaled => ({
    ...part,
    outline: part.outline === null ? null : scaledOutline(part.outline, size, image),
    baseline: scaledOutline(part.baseline, size, image),
  });
  return { ...withParts(document, scaled), size: image };
}

/** @throws InkdexError `data-invalid` when the described size and the image differ in proportion */
export function requireProportion(described: Size, image: Size, place: Place): void {
  const proportion = image.width / described.width / (image.height / described.height);
  if (Math.abs(proportion - 1) <= mostDistortion) return;
  throw invalidAt(
    place,
    `the page is ${described.width} x ${described.height}, but its image ${image.width} x ` +
      `${image.height} pixels: the image is another one, or rotated.`,
  );
}
