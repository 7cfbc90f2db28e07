import type { PageLine } from '../../../shared/jsonLines.ts';
import { altoText, heldByAlto } from '../alto/write.ts';
import type { OutgoingSample } from '../exchangeFormat.ts';
import { heldByHocr, hocrText } from '../hocr/write.ts';
import { heldByPageXml, pageXmlText } from '../pageXml/write.ts';
import { pdfBytes } from '../pdf/write.ts';
import { textOfPage } from '../pages/writePages.ts';
import { markdownText, textOfWords } from '../../../shared/markdown.ts';

type ReadPage = Pick<PageLine, 'width' | 'height' | 'words'>;

/** Formats of a page that was read, with their media types. */
export const readingFormats = {
  alto: { type: 'application/alto+xml', write: inFormat({ held: heldByAlto, text: altoText }) },
  page: {
    type: 'application/vnd.prima.page+xml',
    write: inFormat({ held: heldByPageXml, text: pageXmlText }),
  },
  hocr: { type: 'text/vnd.hocr+html', write: inFormat({ held: heldByHocr, text: hocrText }) },
  markdown: {
    type: 'text/markdown',
    write: ({ words }: ReadPage): string => `${markdownText({ lines: linesOf(words) })}\n`,
  },
  text: {
    type: 'text/plain',
    write: ({ words }: ReadPage): string =>
      linesOf(words)
        .map((line) => `${textOfWords(line)}\n`)
        .join(''),
  },
} as const;

/** A PDF of the text alone, invisibly at its place: laid under a scan of the pages, the scan can be searched. */
export async function textLayer(pages: readonly ReadPage[]): Promise<Buffer> {
  return await pdfBytes(
    pages.map(({ width, height, words }) => ({ jpeg: null, width, height, lines: linesOf(words) })),
  );
}

/** What the files call the image, which has no name of its own. */
const imageName = 'page.jpg';

function inFormat(format: Parameters<typeof textOfPage>[3]): (page: ReadPage) => string {
  return ({ width, height, words }) => {
    const samples = words.map(({ quad, line, text, alternatives }, position): OutgoingSample => {
      const place = { level: 'word', file: imageName, path: '', page: null, line, position } as const;
      const unknown = { polygon: null, split: null, writer: null, language: null } as const;
      const others = alternatives.slice(1);
      const key = `w${position + 1}`;
      return { ...place, ...unknown, key, quad, text, mark: 'text', alternatives: others, width, height };
    });
    return textOfPage(samples, imageName, { width, height }, format);
  };
}

function linesOf(words: ReadPage['words']): ReadPage['words'][] {
  const lines = Map.groupBy(
    words.filter(({ text }) => text !== ''),
    ({ line }) => line,
  );
  return [...lines.keys()].sort((a, b) => a - b).map((line) => lines.get(line) ?? []);
}
