import type { PageLine } from '../../shared/jsonLines.ts';
import { altoText, heldByAlto } from '../exchange/alto/write.ts';
import type { OutgoingSample } from '../exchange/exchangeFormat.ts';
import { heldByHocr, hocrText } from '../exchange/hocr/write.ts';
import { heldByPageXml, pageXmlText } from '../exchange/pageXml/write.ts';
import { pdfBytes } from '../exchange/pdf/write.ts';
import type { Held } from '../exchange/pages/parts.ts';
import { textOfPage, type WriteFormat } from '../exchange/pages/writePages.ts';
import { markdownText } from '../../shared/page/markdown.ts';
import { linesOfWords, plainText, textBlocks } from '../../shared/page/page.ts';

type Reading = Pick<PageLine, 'width' | 'height' | 'words'>;

/** Formats of pages that were read, with their media types; each of `isOnePage` has one page in a file. */
export const readingFormats = {
  alto: { type: 'application/alto+xml', isOnePage: true, write: inFormat(heldByAlto, altoText) },
  page: {
    type: 'application/vnd.prima.page+xml',
    isOnePage: true,
    write: inFormat(heldByPageXml, pageXmlText),
  },
  hocr: { type: 'text/vnd.hocr+html', isOnePage: true, write: inFormat(heldByHocr, hocrText) },
  markdown: {
    type: 'text/markdown',
    isOnePage: false,
    write: eachBy((page) => `${markdownText(textBlocks({ lines: linesOf(page) }))}\n`),
  },
  text: {
    type: 'text/plain',
    isOnePage: false,
    write: eachBy((page) => plainText({ lines: linesOf(page), isReadable: true })),
  },
  /** The text alone, invisibly at its place: laid under a scan of the pages, the scan can be searched. */
  pdf: {
    type: 'application/pdf',
    isOnePage: false,
    write: (pages: readonly Reading[]): Promise<Buffer> =>
      pdfBytes(pages.map((page) => ({ ...page, jpeg: null, lines: linesOf(page) }))),
  },
} as const;

function eachBy(write: (page: Reading) => string): (pages: readonly Reading[]) => string {
  return (pages) => pages.map(write).join('\n');
}

/** What the files call the image, which has no name of its own. */
const imageName = 'page.jpg';

function inFormat(held: Held, text: WriteFormat['text']): (pages: readonly Reading[]) => string {
  return eachBy(({ width, height, words }) => {
    const samples = words.map(({ quad, line, text, alternatives }, position): OutgoingSample => {
      const place = { level: 'word', file: imageName, path: '', page: null, line, position } as const;
      const unknown = { polygon: null, split: null, writer: null, language: null } as const;
      const others = alternatives.slice(1);
      const key = `w${position + 1}`;
      return { ...place, ...unknown, key, quad, text, mark: 'text', alternatives: others, width, height };
    });
    return textOfPage(samples, imageName, { width, height }, { held, text });
  });
}

function linesOf({ words }: Reading): Reading['words'][] {
  return linesOfWords(words.filter(({ text }) => text !== ''));
}
