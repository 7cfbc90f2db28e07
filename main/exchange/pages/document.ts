import type { Size } from '../../../shared/geometry.ts';
import type { SampleLabel } from '../../../shared/contract/dataset.ts';
import { emptyPart, type Part, type Whereabouts } from './parts.ts';

/** A page as PAGE, ALTO and hOCR describe one: blocks of lines of words, in reading order. */
export interface PageDocument {
  /** The image's name as the file has it, or several guesses of it, the surest first; none where it has none. */
  readonly images: readonly string[];
  /** The page's name within its file, where that can hold several. */
  readonly id: string | null;
  /** What coordinates are measured in: the page's width and height in them. Null: the image's pixels. */
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

/** plain: the finest that each line has. lines and pages: those alone. */
export const pageRecipes = ['plain', 'lines', 'pages'] as const;
export type PageRecipe = (typeof pageRecipes)[number];

export interface PagePlace {
  /** Of the image, as samples name it. */
  readonly file: string;
  /** Names the page among all pages: what its parts' keys start with. */
  readonly page: string;
}

/** A part that is a sample, or why it is none. */
export type Found =
  | { readonly part: Part; readonly whereabouts: Whereabouts }
  | { readonly part: Part; readonly skipped: string };

/** The parts of a page that are samples by a recipe, in reading order. */
export function* partsOf(document: PageDocument, place: PagePlace, recipe: PageRecipe): Generator<Found> {
  if (recipe === 'pages') {
    yield wholePage(document, place);
    return;
  }
  let lines = 0;
  for (const [blockIndex, block] of document.blocks.entries()) {
    const blockKey = `${place.page}/${block.id ?? `block-${String(blockIndex)}`}`;
    // A block that is a sample is a page: the lines in it are its text's, and no lines of the page's own.
    if (block.carried !== null) {
      if (recipe === 'plain') yield found(block, { ...place, key: blockKey, level: 'page' }, null, null);
      continue;
    }
    for (const [lineIndex, line] of block.lines.entries()) {
      const key = line.id === null ? `${blockKey}/line-${String(lineIndex)}` : `${place.page}/${line.id}`;
      yield* partsOfLine(line, { ...place, key }, lines, recipe);
      lines += 1;
    }
  }
}

/** A line's own text, or its words'. */
export function lineText({ text, words }: Line): string {
  return (
    text ??
    words
      .map((word) => word.text ?? '')
      .filter((part) => part !== '')
      .join(' ')
  );
}

function* partsOfLine(
  line: Line,
  place: PagePlace & { readonly key: string },
  number: number,
  recipe: PageRecipe,
): Generator<Found> {
  const isWords = line.words.some(
    ({ text, carried, problem }) => (text ?? '') !== '' || carried !== null || problem !== null,
  );
  if (recipe === 'lines' || line.carried !== null || !isWords) {
    yield found({ ...line, text: lineText(line) }, { ...place, level: 'line' }, number, null);
  }
  if (recipe === 'lines') return;
  for (const [position, word] of line.words.entries()) {
    if (line.carried !== null && word.carried === null) continue;
    const key = word.id === null ? `${place.key}/word-${String(position)}` : `${place.page}/${word.id}`;
    yield found(word, { ...place, key, level: 'word' }, number, position);
  }
}

function found(
  part: Part,
  { key, level, file, page }: PagePlace & Pick<SampleLabel, 'key' | 'level'>,
  line: number | null,
  position: number | null,
): Found {
  if (part.problem === null && part.carried === null && (part.text ?? '') === '')
    return { part, skipped: `${level} without text` };
  if (part.problem === null && part.carried === null && part.outline === null)
    return { part, skipped: `${level} without a place` };
  return { part, whereabouts: { key: part.carried?.key ?? key, level, file, page, line, position } };
}

/** All of the page's text as one sample of the whole image. */
function wholePage(document: PageDocument, { file, page }: PagePlace): Found {
  const text = document.blocks
    .map(({ text: own, carried, lines }) =>
      carried === null
        ? lines
            .map(lineText)
            .filter((line) => line !== '')
            .join('\n')
        : (own ?? ''),
    )
    .filter((block) => block !== '')
    .join('\n');
  const language = document.blocks[0]?.language ?? null;
  const part: Part = { ...emptyPart, id: document.id, row: document.row, text, language };
  if (text === '') return { part, skipped: 'page without text' };
  return { part, whereabouts: { key: page, level: 'page', file, page, line: null, position: null } };
}
