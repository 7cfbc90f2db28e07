import { z } from 'zod';
import { pageLanguageSchema, type PageLanguage } from '../contract/pageLanguage.ts';
import { photoSchema } from '../contract/photo.ts';
import { wordSchema, type Word } from '../contract/word.ts';
import { boxSchema, isMirrored, mirrorBox, quadSize, type Box, type Quad } from '../geometry.ts';
import { median } from '../median.ts';
import { writableText } from '../text.ts';
import { blocksOf, bulletSign, numberSign, type Block, type BlockLine } from './blocks.ts';
import { isReadable, shownWords } from './readability.ts';
import { shapesOn } from './textLines.ts';

/** A word with its place, in pixels of the photo. */
export interface PlacedText {
  readonly text: string;
  readonly quad: Quad;
  /** Whether a stroke runs below it. */
  readonly underlined?: boolean | undefined;
}

const factsSchema = photoSchema.pick({
  ...{ name: true, path: true, sha256: true, takenAt: true, width: true, height: true },
});

/** A photo and its text in reading order, for people who read it without Inkdex. */
export interface Page<Placed extends PlacedText = Word> {
  readonly photo: Readonly<z.infer<typeof factsSchema>>;
  /** The words of each line, in pixels of the photo. No line and no text is empty. */
  readonly lines: readonly (readonly Placed[])[];
  /** Boxes without text, among them bullets. */
  readonly marks?: readonly Box[];
  /** Whether a model can read the writing. */
  readonly isReadable: boolean;
  /** Path of a picture of the upright photo, if it is to be written, too. */
  readonly picture?: string;
  /** How large the photo is on paper (72 points an inch); null or left out where that is not known. */
  readonly pointsPerPixel?: number | null;
  /** Null or left out where it is not known. */
  readonly language?: PageLanguage | null;
}

/** A page on its way to another process. */
export const pageSchema = z.object({
  photo: factsSchema,
  lines: z.array(z.array(wordSchema)),
  marks: z.array(boxSchema).exactOptional(),
  isReadable: z.boolean(),
  picture: z.string().exactOptional(),
  pointsPerPixel: z.number().nullable().exactOptional(),
  language: pageLanguageSchema.nullable().exactOptional(),
}) satisfies z.ZodType<Page>;

/**
 * The page of a photo; words without a readable text are left out. Its texts have only characters that every format can hold.
 *
 * @param words in reading order
 * @param isWhole whether text that is probably wrong is there, too: for search, not for people
 */
export function pageOf(photo: Page['photo'], words: readonly Word[], isWhole: boolean): Page {
  const shown = (isWhole ? words : shownWords(words))
    .filter(({ mark, text }) => mark === 'text' && text !== '')
    .map((word) => ({ ...word, text: writableText(word.text) }));
  const written = { ...photo, name: writableText(photo.name) };
  const { marks } = wordsAndMarks(words);
  return { photo: written, lines: linesOfWords(shown), marks, isReadable: isReadable(words) };
}

/** Words, and the boxes of what is no text, such as bullets. */
export function wordsAndMarks(all: readonly Word[]): { words: Word[]; marks: Box[] } {
  const { text = [], mark = [] } = Object.groupBy(all, (word) =>
    word.mark === 'not-text' ? 'mark' : 'text',
  );
  return { words: text, marks: mark.map(({ box }) => box) };
}

/** The words of each line, in reading order. Words of a reading have no position, but are in order. */
export function linesOfWords<Placed extends { readonly line: number; readonly position?: number }>(
  words: readonly Placed[],
): Placed[][] {
  const sorted = words.toSorted((a, b) => a.line - b.line || (a.position ?? 0) - (b.position ?? 0));
  return [...Map.groupBy(sorted, ({ line }) => line).values()];
}

export function textOfWords(words: readonly Pick<PlacedText, 'text'>[]): string {
  return words.map(({ text }) => text).join(' ');
}

/** The words of each line as a line of text. */
export function textOfLines(lines: readonly (readonly Pick<PlacedText, 'text'>[])[]): string {
  return lines.map(textOfWords).join('\n');
}

/** Written in place of text that a model cannot read. */
export const unreadableText = 'The writing on this photo cannot be read.';

/** The text of a page, line by line as on the photo. */
export function plainText(page: Pick<Page<PlacedText>, 'lines' | 'isReadable'>): string {
  const note = page.isReadable ? '' : `[${unreadableText}]\n`;
  return note + page.lines.map((line) => `${textOfWords(line)}\n`).join('');
}

/** A line of a block, and what it begins with. */
export interface TextLine<Placed extends PlacedText = PlacedText> extends BlockLine<Placed> {
  /** Of a heading: by the size of its writing. */
  readonly level: 1 | 2;
  /** Of an item: its number as it is written; null for a bullet. */
  readonly number: string | null;
  /** Of an item: its words without a bullet or number. Of any other line all words. */
  readonly own: readonly Placed[];
}

export interface TextBlock<Placed extends PlacedText = PlacedText> extends Pick<Block<Placed>, 'kind'> {
  readonly lines: readonly TextLine<Placed>[];
}

/** A heading this much higher than the page's usual line is one of the first level, others of the second. */
const firstLevel = 2.2;

/** The blocks of a page: everything that is written of its text, or shown, follows from them. */
export function textBlocks<Placed extends PlacedText>({
  lines,
  marks,
}: Pick<Page<Placed>, 'lines' | 'marks'>): TextBlock<Placed>[] {
  const usual = median(lines.map(heightOf));
  const isInMirror = lines.some((line) => line.some(({ quad }) => isMirrored(quad)));
  const marksOn = isInMirror ? marks?.map((mark) => mirrorBox(mark, { width: 0 })) : marks;
  return blocksOf(lines, shapesOn(lines.flat()), marksOn).map((block) => ({
    kind: block.kind,
    lines: block.lines.map((line): TextLine<Placed> => {
      const level = heightOf(line.words) >= firstLevel * usual ? 1 : 2;
      const item = line.kind === 'item' ? itemOf(line.words) : { number: null, own: line.words };
      return { ...line, level, ...item };
    }),
  }));
}

/** The median height of words, in pixels. */
function heightOf(words: readonly PlacedText[]): number {
  return median(words.map(({ quad }) => quadSize(quad).height));
}

function itemOf<Placed extends PlacedText>(
  words: readonly Placed[],
): Pick<TextLine<Placed>, 'number' | 'own'> {
  const [first, ...others] = words;
  const number = numberSign.exec(first?.text ?? '')?.[1] ?? null;
  const isMarked = others.length > 0 && (number !== null || bulletSign.test(first?.text ?? ''));
  return isMarked ? { number, own: others } : { number: null, own: words };
}
