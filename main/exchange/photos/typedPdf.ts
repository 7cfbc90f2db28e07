import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { isUncertain, type Word } from '../../../shared/contract/word.ts';
import { textOfWords } from '../../../shared/markdown.ts';
import { paragraphsOf, type Paragraph } from './paragraphs.ts';
import type { TypedPage } from './photoPage.ts';

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
const [black, unsureColour] = ['#000', '#9a5200'];

/**
 * The text of photos as one typed PDF on A4: the name of each as a title, headings, lists, tables, code in a font of one width.
 * Words of which the model is not sure are brown and underlined.
 *
 * @throws the errors of `pages`
 */
export async function typedPdfOf(pages: AsyncIterable<TypedPage>, onPhoto: () => void): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({ autoFirstPage: false, size: 'A4', margin, info: { Creator: 'Inkdex' } });
  const pdfJs = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  for (const [name, file] of Object.entries(fonts)) {
    document.registerFont(name, join(pdfJs, 'standard_fonts', file));
  }
  const bytes = buffer(document);
  for await (const page of pages) {
    document.addPage();
    const [title, ...own] = paragraphsOf(page);
    const parts = own.some(isWithoutFont) ? [withoutFont] : own;
    if (title !== undefined) addPart(document, title);
    if (page.picture !== undefined) {
      const width = document.page.width - 2 * margin;
      document.image(page.picture, { fit: [width, highest] }).moveDown(1);
    }
    for (const part of parts) addPart(document, part);
    onPhoto();
  }
  document.end();
  return await bytes;
}

/** In place of a text that would be empty boxes. */
const withoutFont: Paragraph = {
  kind: 'remark',
  text: 'This PDF has no font for this text. It is in the searchable PDF, and in what is exported for Word and as Markdown.',
};

function isWithoutFont(part: Paragraph): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(
    JSON.stringify(part),
  );
}

type Document = PDFKit.PDFDocument;

function addPart(document: Document, part: Paragraph): void {
  switch (part.kind) {
    case 'title':
      document.font('bold').fontSize(sizes.title).text(part.text).moveDown(0.5);
      break;
    case 'remark':
      document.font('plain').fontSize(sizes.text).text(part.text).moveDown(0.5);
      break;
    case 'heading':
      document.moveDown(0.4);
      addLines(document, part.lines, 'bold', sizes.heading[part.level - 1] ?? sizes.text);
      document.moveDown(0.3);
      break;
    case 'text':
      addLines(document, part.lines, 'plain', sizes.text);
      document.moveDown(0.6);
      break;
    case 'item': {
      document.font('plain').fontSize(sizes.text).fillColor(black);
      document.text(part.number === null ? '•' : `${String(part.number)}.`).moveUp();
      document.x += indent;
      addLines(document, part.lines, 'plain', sizes.text);
      document.x -= indent;
      document.moveDown(0.2);
      break;
    }
    case 'code':
      addLines(document, part.lines, codeFont, sizes.code, ' '.repeat(part.indent));
      break;
    case 'table': {
      document.font('plain').fontSize(sizes.text);
      const data = part.rows.map((cells) =>
        cells.map((words) => ({
          text: textOfWords(words),
          textColor: words.some(isUncertain) ? unsureColour : black,
        })),
      );
      document.table({ data }).moveDown(0.6);
    }
  }
}

/** Each on a line of its own. @param before each line */
function addLines(
  document: Document,
  lines: readonly (readonly Word[])[],
  font: string,
  size: number,
  before = '',
): void {
  document.fontSize(size);
  for (const words of lines) {
    const isAscii = /^[ -~]*$/u.test(textOfWords(words));
    document.font(font === codeFont && !isAscii ? 'plain' : font);
    for (const [index, word] of words.entries()) {
      const isMarked = isUncertain(word);
      document.fillColor(isMarked ? unsureColour : black);
      const text = `${index === 0 ? before : ' '}${word.text}`;
      document.text(text, { continued: index < words.length - 1, underline: isMarked });
    }
  }
  document.fillColor(black);
}
