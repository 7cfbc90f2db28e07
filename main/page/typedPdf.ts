import type { Font } from 'fontkit';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { isUncertain, type Word } from '../../shared/contract/word.ts';
import { textOfWords, type Page } from '../../shared/page/page.ts';
import { languageCodes, mostCommon } from '../../shared/contract/pageLanguage.ts';
import { counted } from '../../shared/text.ts';
import { nameLanguage } from '../exchange/pdf/write.ts';
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
/** Written before others are answered. */
const partsAtOnce = 100;
/** Stands for a character that the fonts lack. */
const unshownSign = '□';

/**
 * The text of photos as one typed PDF on A4: the name of each as a title, headings, lists, tables, code in a font of one width.
 * Words of which the model is not sure are brown and underlined. Words with characters that the fonts lack are red, with a sign for
 * each of these; outside of tables, readers that know ActualText copy the word itself (ISO 32000-1, 14.9.4). The end counts them.
 *
 * Its parts are tagged as what they are, for programs that read aloud (ISO 32000-1, 14.8).
 *
 * @param onPhoto called after each photo with the number of its words that are not shown as they are
 * @throws the errors of `pages`
 */
export async function typedPdfOf(
  pages: AsyncIterable<Page>,
  title: string,
  onPhoto: (unshown: number) => void,
): Promise<Buffer> {
  const [{ default: PDFDocument }, { openSync }] = await Promise.all([import('pdfkit'), import('fontkit')]);
  const info = { ...(title !== '' && { Title: title }), Creator: 'Inkdex' };
  const document = new PDFDocument({
    ...{ autoFirstPage: false, size: 'A4', margin, info },
    ...{ pdfVersion: '1.7', tagged: true, displayTitle: title !== '' },
  });
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
  const languages: Page['language'][] = [];
  const whole = document.struct('Document');
  document.addStructure(whole);
  for await (const page of pages) {
    document.addPage();
    const before = sheet.unshown();
    const lang = page.language == null ? {} : { lang: languageCodes[page.language] };
    const section = document.struct('Sect', { title: page.photo.name, ...lang });
    whole.add(section);
    await addParts(sheet, section, paragraphsOf(page));
    section.end();
    languages.push(page.language);
    onPhoto(sheet.unshown() - before);
  }
  if (sheet.unshown() > 0) {
    const remark = { kind: 'remark', text: unshownRemark(sheet.unshown()) } as const;
    await addParts(sheet, whole, [remark]);
  }
  const main = mostCommon(languages);
  nameLanguage(document, main && languageCodes[main]);
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

/** Items of one list are in one element, and no heading is more than one level below that above it. */
async function addParts(
  sheet: Sheet,
  section: PDFKit.PDFStructureElement,
  parts: readonly Paragraph[],
): Promise<void> {
  const lists = new Map<number, PDFKit.PDFStructureElement>();
  let deepest = 2;
  for (const [index, part] of parts.entries()) {
    // A page may have thousands of parts, which take seconds.
    if (index % partsAtOnce === partsAtOnce - 1) await setImmediate();
    if (part.kind === 'heading' && part.level === 1) deepest = 3;
    if (part.kind === 'item' && !lists.has(part.list)) {
      const list = sheet.document.struct('L');
      lists.set(part.list, list);
      section.add(list);
    }
    const list = part.kind === 'item' ? lists.get(part.list) : undefined;
    addPart(sheet, list ?? section, part, deepest);
  }
}

/** @param deepest the level of headings of the second level */
function addPart(sheet: Sheet, parent: PDFKit.PDFStructureElement, part: Paragraph, deepest: number): void {
  const { document } = sheet;
  const tagged = (type: string, draw: () => void, options = {}): void => {
    parent.add(document.struct(type, options, draw));
  };
  switch (part.kind) {
    case 'title':
      document.font('bold').fontSize(sizes.title);
      tagged('H1', () => {
        sheet.addWord(part.text, black, {});
      });
      document.fillColor(black).moveDown(0.5);
      break;
    case 'picture': {
      const width = document.page.width - 2 * margin;
      const draw = () => void document.image(part.path, { fit: [width, highest] });
      tagged('Figure', draw, { alt: 'The photo' });
      document.moveDown(1);
      break;
    }
    case 'remark':
      document.font('plain').fontSize(sizes.text);
      tagged('P', () => void document.text(part.text));
      document.moveDown(0.5);
      break;
    case 'heading':
      document.moveDown(0.4);
      tagged(`H${String(part.level === 1 ? 2 : deepest)}`, () => {
        addLines(sheet, part.lines, 'bold', sizes.heading[part.level - 1] ?? sizes.text);
      });
      document.moveDown(0.3);
      break;
    case 'text':
      tagged('P', () => {
        addLines(sheet, part.lines, 'plain', sizes.text);
      });
      document.moveDown(0.6);
      break;
    case 'item': {
      document.font('plain').fontSize(sizes.text).fillColor(black);
      const sign = part.number === null ? '•' : `${String(part.number)}.`;
      const item = document.struct('LI');
      parent.add(item);
      item.add(document.struct('Lbl', {}, () => void document.text(sign)));
      document.moveUp();
      document.x += indent;
      item.add(
        document.struct('LBody', {}, () => {
          addLines(sheet, part.lines, 'plain', sizes.text);
        }),
      );
      document.x -= indent;
      document.moveDown(0.2);
      break;
    }
    case 'code':
      tagged('Code', () => {
        addLines(sheet, part.lines, codeFont, sizes.code, ' '.repeat(part.indent));
      });
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
      const table = { data, structParent: parent };
      document.table(table).moveDown(0.6);
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
  for (const [row, words] of lines.entries()) {
    const isAscii = /^[ -~]*$/u.test(textOfWords(words));
    document.font(font === codeFont && !isAscii ? 'plain' : font);
    for (const [index, word] of words.entries()) {
      const isMarked = isUncertain(word);
      const options = { continued: index < words.length - 1, underline: isMarked };
      // Who reads a paragraph as a whole hears no end of a line.
      const after = !options.continued && row < lines.length - 1 ? ' ' : '';
      sheet.addWord(`${word.text}${after}`, isMarked ? unsureColour : black, {
        before: index === 0 ? before : ' ',
        ...options,
      });
    }
  }
  document.fillColor(black);
}
