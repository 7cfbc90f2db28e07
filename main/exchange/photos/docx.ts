import type { IParagraphOptions, Paragraph, ParagraphChild } from 'docx';
import { uncertainBelow, type Word } from '../../../shared/contract/word.ts';
import type { Block } from '../../../shared/blocks.ts';
import { headingLevel, itemOf, textBlocks, usualHeight } from '../../../shared/markdown.ts';
import { unreadableText, type PhotoPage } from './photoPage.ts';

const codeFont = 'Courier New';
const numbers = 'numbers';

/** Half an inch, in twentieths of a point. */
const listIndent = 720;

/**
 * The text of photos as one Word document (Office Open XML): the name of each as a title, headings, lists, code in a font of one
 * width. Words of which the model is not sure are highlighted.
 *
 * @throws the errors of `pages`
 */
export async function docxOf(pages: AsyncIterable<PhotoPage<Word>>, onPhoto: () => void): Promise<Buffer> {
  const docx = await import('docx');
  const children: Paragraph[] = [];
  let lists = 0;
  const paragraph = (options: IParagraphOptions): void => {
    children.push(new docx.Paragraph(options));
  };

  /** Lines of words, each on a line of its own. */
  function runs(lines: readonly (readonly Word[])[], font?: string): ParagraphChild[] {
    return lines.flatMap((words, row) =>
      words.map(({ text, source, confidence }, at) => {
        const isUnsure = source === 'model' && confidence < uncertainBelow;
        const before = at === 0 ? '' : ' ';
        return new docx.TextRun({
          text: `${before}${text}`,
          ...(font !== undefined && { font }),
          ...(isUnsure && { highlight: 'yellow' }),
          ...(row > 0 && at === 0 && { break: 1 }),
        });
      }),
    );
  }

  function addList(lines: Block<Word>['lines']): void {
    lists += 1;
    const items: { readonly isNumbered: boolean; readonly lines: (readonly Word[])[] }[] = [];
    for (const { kind, words } of lines) {
      const item = itemOf(words);
      if (kind === 'item') items.push({ isNumbered: item.mark !== '- ', lines: [item.words] });
      else if (items.length === 0) paragraph({ children: runs([words]) });
      else items.at(-1)?.lines.push(words);
    }
    for (const { isNumbered, lines: texts } of items) {
      const numbering = { reference: numbers, level: 0, instance: lists };
      paragraph({ children: runs(texts), ...(isNumbered ? { numbering } : { bullet: { level: 0 } }) });
    }
  }

  function addBlock({ kind, lines }: Block<Word>, usual: number): void {
    const words = lines.map((line) => line.words);
    if (kind === 'heading') {
      const level = headingLevel(words.flat(), usual);
      paragraph({
        heading: docx.HeadingLevel[level === 1 ? 'HEADING_1' : 'HEADING_2'],
        children: runs(words),
      });
    } else if (kind === 'list') addList(lines);
    else if (kind === 'code') {
      const blanks = (steps: number) => new docx.TextRun({ text: '  '.repeat(steps), font: codeFont });
      for (const line of lines)
        paragraph({ style: 'Code', children: [blanks(line.indent), ...runs([line.words], codeFont)] });
    } else paragraph({ children: runs(words), spacing: { after: 160 } });
  }

  for await (const page of pages) {
    const { photo, isReadable } = page;
    paragraph({ heading: docx.HeadingLevel.TITLE, text: photo.name, pageBreakBefore: children.length > 0 });
    if (!isReadable) paragraph({ children: [new docx.TextRun({ text: unreadableText, italics: true })] });
    const usual = usualHeight(page);
    for (const block of textBlocks(page)) addBlock(block, usual);
    onPhoto();
  }
  const indent = { left: listIndent, hanging: listIndent / 2 };
  const level = { level: 0, format: docx.LevelFormat.DECIMAL, text: '%1.', style: { paragraph: { indent } } };
  const document = new docx.Document({
    creator: 'Inkdex',
    styles: {
      paragraphStyles: [{ id: 'Code', name: 'Code', basedOn: 'Normal', run: { font: codeFont } }],
    },
    numbering: { config: [{ reference: numbers, levels: [level] }] },
    sections: [{ children }],
  });
  return await docx.Packer.toBuffer(document);
}
