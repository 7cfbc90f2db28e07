import type { IParagraphOptions, Paragraph as DocxParagraph, ParagraphChild, Table } from 'docx';
import { readFile } from 'node:fs/promises';
import { isUncertain, type Word } from '../../../shared/contract/word.ts';
import { paragraphsOf, type Paragraph } from './paragraphs.ts';
import type { TypedPage } from './photoPage.ts';

const codeFont = 'Courier New';

/** Half an inch, in twentieths of a point. */
const listIndent = 720;
/** The widest and highest picture, in pixels at 96 in an inch: the text area of a page, and half of its height. */
const [widest, highest] = [600, 450];

/**
 * The text of photos as one Word document (Office Open XML): the name of each as a title, headings, lists, tables, code in a font
 * of one width. Words of which the model is not sure are highlighted.
 *
 * @throws the errors of `pages`
 */
export async function docxOf(pages: AsyncIterable<TypedPage>, onPhoto: () => void): Promise<Buffer> {
  const docx = await import('docx');
  const children: (DocxParagraph | Table)[] = [];
  let photos = 0;
  /** The numbered lists, by their names, and the number with which each begins. */
  const lists = new Map<string, number>();
  const paragraph = (options: IParagraphOptions) => new docx.Paragraph(options);

  /** Lines of words, each on a line of its own. */
  function runs(lines: readonly (readonly Word[])[], font?: string): ParagraphChild[] {
    return lines.flatMap((words, row) =>
      words.map((word, at) => {
        const before = at === 0 ? '' : ' ';
        return new docx.TextRun({
          text: `${before}${word.text}`,
          ...(font !== undefined && { font }),
          ...(isUncertain(word) && { highlight: 'yellow' }),
          ...(row > 0 && at === 0 && { break: 1 }),
        });
      }),
    );
  }

  function partOf(part: Paragraph): DocxParagraph | Table {
    switch (part.kind) {
      case 'title':
        return paragraph({
          heading: docx.HeadingLevel.TITLE,
          text: part.text,
          pageBreakBefore: photos > 0,
        });
      case 'remark':
        return paragraph({ children: [new docx.TextRun({ text: part.text, italics: true })] });
      case 'heading': {
        const heading = docx.HeadingLevel[part.level === 1 ? 'HEADING_1' : 'HEADING_2'];
        return paragraph({ heading, children: runs(part.lines) });
      }
      case 'text':
        return paragraph({ children: runs(part.lines), spacing: { after: 160 } });
      case 'item': {
        const reference = `list-${photos}-${part.list}`;
        if (part.number === null) return paragraph({ children: runs(part.lines), bullet: { level: 0 } });
        if (!lists.has(reference)) lists.set(reference, part.number);
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
    const [title, ...parts] = paragraphsOf(page);
    if (title !== undefined) children.push(partOf(title));
    if (page.picture !== undefined) {
      const { width, height } = page.photo;
      const scale = Math.min(widest / width, highest / height);
      const transformation = { width: Math.round(width * scale), height: Math.round(height * scale) };
      const data = await readFile(page.picture);
      children.push(paragraph({ children: [new docx.ImageRun({ type: 'jpg', data, transformation })] }));
    }
    children.push(...parts.map(partOf));
    photos += 1;
    onPhoto();
  }
  const indent = { left: listIndent, hanging: listIndent / 2 };
  const level = { level: 0, format: docx.LevelFormat.DECIMAL, text: '%1.', style: { paragraph: { indent } } };
  const config = Array.from(lists, ([reference, start]) => ({ reference, levels: [{ ...level, start }] }));
  const document = new docx.Document({
    creator: 'Inkdex',
    styles: {
      paragraphStyles: [{ id: 'Code', name: 'Code', basedOn: 'Normal', run: { font: codeFont } }],
    },
    numbering: { config },
    sections: [{ children }],
  });
  return await docx.Packer.toBuffer(document);
}
