import type { Font } from 'fontkit';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { isUncertain, type Word } from '../../shared/contract/word.ts';
import { textOfWords, type Page } from '../../shared/page/page.ts';
import { counted } from '../../shared/text.ts';
import { paragraphsOf, type Paragraph } from './paragraphs.ts';

/** Liberation Sans, which comes with pdf.js: Latin, Greek and Cyrillic letters, arrows and bullets. */
const fonts = { plain: 'LiberationSans-Regular.ttf', bold: 'LiberationSans-Bold.ttf' } as const;
/** Has the characters of ASCII, each as wide as the others. */
const codeFont = 'Courier';

// In points.
const margin = 56;
const sizes = { title: 20, heading: [16, 13], text: 11, code: 10 } as const;
const indent = 18;
/** The highest picture: half of a page. */
const highest = 380;
const [black, unsureColour, unshownColour] = ['#000', '#9a5200', '#b3001e'];
/** Stands for a character that the fonts lack. */
const unshownSign = '□';

/**
 * The text of photos as one typed PDF on A4: the name of each as a title, headings, lists, tables, code in a font of one width.
 * Words of which the model is not sure are brown and underlined. Words with characters that the fonts lack are red, with a sign for
 * each of these; outside of tables, readers that know ActualText copy the word itself (ISO 32000-1, 14.9.4). The end counts them.
 *
 * @param onPhoto called after each photo with the number of its words that are not shown as they are
 * @throws the errors of `pages`
 */
export async function typedPdfOf(
  pages: AsyncIterable<Page>,
  onPhoto: (unshown: number) => void,
): Promise<Buffer> {
  const [{ default: PDFDocument }, { openSync }] = await Promise.all([import('pdfkit'), import('fontkit')]);
  const document = new PDFDocument({ autoFirstPage: false, size: 'A4', margin, info: { Creator: 'Inkdex' } });
  const pdfJs = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const opened: Font[] = [];
  for (const [name, file] of Object.entries(fonts)) {
    const path = join(pdfJs, 'standard_fonts', file);
    document.registerFont(name, path);
    const font = openSync(path);
    opened.push(...('fonts' in font ? font.fonts : [font]));
  }
  const sheet = sheetOf(document, opened);
  const bytes = buffer(document);
  for await (const page of pages) {
    document.addPage();
    const before = sheet.unshown();
    for (const part of paragraphsOf(page)) addPart(sheet, part);
    onPhoto(sheet.unshown() - before);
  }
  if (sheet.unshown() > 0) addPart(sheet, { kind: 'remark', text: unshownRemark(sheet.unshown()) });
  document.end();
  return await bytes;
}

function unshownRemark(words: number): string {
  return `${unshownSign} stands for a character that this PDF has no font for, in ${counted(words, 'word')}. The searchable PDF, and what is exported for Word and as Markdown, have them.`;
}

type Sheet = ReturnType<typeof sheetOf>;

/** A document, and what its fonts can show. */
function sheetOf(document: PDFKit.PDFDocument, opened: readonly Font[]) {
  let unshown = 0;
  const isHeld = (character: string): boolean =>
    /\s/u.test(character) || opened.every((font) => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0));

  /** A word as the fonts can show it. Characters that are never seen, such as joiners, are not missed. */
  function shown(text: string): { readonly text: string; readonly isWhole: boolean } {
    const seen = Array.from(text.replace(/\p{Default_Ignorable_Code_Point}/gu, ''));
    const isWhole = seen.every(isHeld);
    if (!isWhole) unshown += 1;
    return { isWhole, text: seen.map((character) => (isHeld(character) ? character : unshownSign)).join('') };
  }

  return {
    document,
    shown,
    /** How many words are not shown as they are. */
    unshown: () => unshown,
    /** Adds a word in its colour. */
    addWord(
      text: string,
      colour: string,
      { before = '', ...options }: PDFKit.Mixins.TextOptions & { before?: string },
    ): void {
      const { text: seen, isWhole } = shown(text);
      document.fillColor(isWhole ? colour : unshownColour);
      if (!isWhole) document.markContent('Span', { actual: `${before}${text}` });
      document.text(`${before}${seen}`, options);
      if (!isWhole) document.endMarkedContent();
    },
  };
}

function addPart(sheet: Sheet, part: Paragraph): void {
  const { document } = sheet;
  switch (part.kind) {
    case 'title':
      document.font('bold').fontSize(sizes.title);
      sheet.addWord(part.text, black, {});
      document.fillColor(black).moveDown(0.5);
      break;
    case 'picture': {
      const width = document.page.width - 2 * margin;
      document.image(part.path, { fit: [width, highest] }).moveDown(1);
      break;
    }
    case 'remark':
      document.font('plain').fontSize(sizes.text).text(part.text).moveDown(0.5);
      break;
    case 'heading':
      document.moveDown(0.4);
      addLines(sheet, part.lines, 'bold', sizes.heading[part.level - 1] ?? sizes.text);
      document.moveDown(0.3);
      break;
    case 'text':
      addLines(sheet, part.lines, 'plain', sizes.text);
      document.moveDown(0.6);
      break;
    case 'item': {
      document.font('plain').fontSize(sizes.text).fillColor(black);
      document.text(part.number === null ? '•' : `${String(part.number)}.`).moveUp();
      document.x += indent;
      addLines(sheet, part.lines, 'plain', sizes.text);
      document.x -= indent;
      document.moveDown(0.2);
      break;
    }
    case 'code':
      addLines(sheet, part.lines, codeFont, sizes.code, ' '.repeat(part.indent));
      break;
    case 'table': {
      document.font('plain').fontSize(sizes.text);
      const data = part.rows.map((cells) =>
        cells.map((words) => {
          const shown = words.map(({ text }) => sheet.shown(text));
          const colour = words.some(isUncertain) ? unsureColour : black;
          const isWhole = shown.every((word) => word.isWhole);
          return { text: textOfWords(shown), textColor: isWhole ? colour : unshownColour };
        }),
      );
      document.table({ data }).moveDown(0.6);
    }
  }
}

/** Each on a line of its own. @param before each line */
function addLines(
  sheet: Sheet,
  lines: readonly (readonly Word[])[],
  font: string,
  size: number,
  before = '',
): void {
  const { document } = sheet;
  document.fontSize(size);
  for (const words of lines) {
    const isAscii = /^[ -~]*$/u.test(textOfWords(words));
    document.font(font === codeFont && !isAscii ? 'plain' : font);
    for (const [index, word] of words.entries()) {
      const isMarked = isUncertain(word);
      const options = { continued: index < words.length - 1, underline: isMarked };
      sheet.addWord(word.text, isMarked ? unsureColour : black, {
        before: index === 0 ? before : ' ',
        ...options,
      });
    }
  }
  document.fillColor(black);
}
