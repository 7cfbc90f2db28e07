import type { IParagraphOptions, Paragraph as DocxParagraph, ParagraphChild, Table } from 'docx';
import { readFile } from 'node:fs/promises';
import { isUncertain, type Word } from '../../shared/contract/word.ts';
import type { Page } from '../../shared/page/page.ts';
import { paragraphsOf, type Paragraph } from './paragraphs.ts';
import { mostCommon, type PageLanguage } from '../../shared/contract/pageLanguage.ts';

const codeFont = 'Courier New';

/** Half an inch, in twentieths of a point. */
const listIndent = 720;
/** The widest and highest picture, in pixels at 96 in an inch: the text area of a page, and half of its height. */
const [widest, highest] = [600, 450];

/** Word knows languages with their country only: BCP 47. */
const wordLanguages: Readonly<Record<PageLanguage, string>> = {
  english: 'en-US',
  french: 'fr-FR',
  german: 'de-DE',
  dutch: 'nl-NL',
  italian: 'it-IT',
  spanish: 'es-ES',
  portuguese: 'pt-PT',
};

function inLanguage(language: PageLanguage | null | undefined): { language?: { value: string } } {
  return language == null ? {} : { language: { value: wordLanguages[language] } };
}

/**
 * The text of photos as one Word document (Office Open XML): the name of each as a title, headings, lists, tables, code in a font
 * of one width. Words of which the model is not sure are highlighted. Words of a page whose language is known say it, for Word's spelling.
 *
 * @throws the errors of `pages`
 */
export async function docxOf(
  pages: AsyncIterable<Page>,
  title: string,
  onPhoto: () => void,
): Promise<Buffer> {
  const docx = await import('docx');
  const children: (DocxParagraph | Table)[] = [];
  const languages: Page['language'][] = [];
  let photos = 0;
  /** The number with which each numbered list begins. Word counts up by one: what is numbered in another way goes on as a new list. */
  const starts: number[] = [];
  let counted = { list: '', number: 0 };
  const paragraph = (options: IParagraphOptions) => new docx.Paragraph(options);

  /** Lines of words, each on a line of its own. */
  function runs(lines: readonly (readonly Word[])[], font?: string): ParagraphChild[] {
    return lines.flatMap((words, row) =>
      words.map((word, at) => {
        const before = at === 0 ? '' : ' ';
        return new docx.TextRun({
          text: `${before}${word.text}`,
          ...(font !== undefined && { font }),
          ...inLanguage(languages.at(-1)),
          ...(isUncertain(word) && { highlight: 'yellow' }),
          ...(row > 0 && at === 0 && { break: 1 }),
        });
      }),
    );
  }

  async function partOf(part: Paragraph): Promise<DocxParagraph | Table> {
    switch (part.kind) {
      case 'title':
        return paragraph({
          heading: docx.HeadingLevel.TITLE,
          text: part.text,
          pageBreakBefore: photos > 0,
        });
      case 'picture': {
        const { width, height } = part.size;
        const scale = Math.min(widest / width, highest / height);
        const transformation = { width: Math.round(width * scale), height: Math.round(height * scale) };
        const data = await readFile(part.path);
        return paragraph({ children: [new docx.ImageRun({ type: 'jpg', data, transformation })] });
      }
      case 'remark':
        return paragraph({ children: [new docx.TextRun({ text: part.text, italics: true })] });
      case 'heading': {
        const heading = docx.HeadingLevel[part.level === 1 ? 'HEADING_1' : 'HEADING_2'];
        return paragraph({ heading, children: runs(part.lines) });
      }
      case 'text':
        return paragraph({ children: runs(part.lines), spacing: { after: 160 } });
      case 'item': {
        if (part.number === null) return paragraph({ children: runs(part.lines), bullet: { level: 0 } });
        const list = `${photos}-${part.list}`;
        if (counted.list !== list || counted.number + 1 !== part.number) starts.push(part.number);
        counted = { list, number: part.number };
        const reference = String(starts.length - 1);
        return paragraph({ children: runs(part.lines), numbering: { reference, level: 0 } });
      }
      case 'code': {
        const indent = new docx.TextRun({ text: ' '.repeat(part.indent), font: codeFont });
        return paragraph({ style: 'Code', children: [indent, ...runs(part.lines, codeFont)] });
      }
      case 'table': {
        const rows = part.rows.map((cells) => {
          const filled = cells.map((words) => ({ children: [paragraph({ children: runs([words]) })] }));
          return new docx.TableRow({ children: filled.map((cell) => new docx.TableCell(cell)) });
        });
        return new docx.Table({ rows, width: { size: 100, type: docx.WidthType.PERCENTAGE } });
      }
    }
  }

  for await (const page of pages) {
    languages.push(page.language);
    for (const part of paragraphsOf(page)) children.push(await partOf(part));
    photos += 1;
    onPhoto();
  }
  const indent = { left: listIndent, hanging: listIndent / 2 };
  const level = { level: 0, format: docx.LevelFormat.DECIMAL, text: '%1.', style: { paragraph: { indent } } };
  const config = starts.map((start, list) => ({ reference: String(list), levels: [{ ...level, start }] }));
  const document = new docx.Document({
    creator: 'Inkdex',
    ...(title !== '' && { title }),
    styles: {
      default: { document: { run: inLanguage(mostCommon(languages)) } },
      paragraphStyles: [{ id: 'Code', name: 'Code', basedOn: 'Normal', run: { font: codeFont } }],
    },
    numbering: { config },
    sections: [{ children }],
  });
  return await docx.Packer.toBuffer(document);
}
