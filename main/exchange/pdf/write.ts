import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import type { ExchangeFormat, OutgoingSamples } from '../exchangeFormat.ts';
import { renderPhoto } from '../../imaging/formats/decode.ts';
import { photoFormatOf, pointsPerPixelOf, readPhotoFile } from '../../imaging/formats/photoFile.ts';
import { byImage } from '../pages/byImage.ts';
import { createWholeFile } from '../../files/writeWhole.ts';
import { addGlyphlessFont, addLines, placedLines, type GlyphlessFont } from './textLayer.ts';
import type { PlacedText } from '../../../shared/page/page.ts';
import { mostCommon } from '../../../shared/contract/pageLanguage.ts';
import { writableText } from '../../../shared/text.ts';

/** Photos as a PDF with searchable words; it cannot be imported. */
export const searchablePdf: ExchangeFormat = {
  name: 'pdf',
  title: 'Searchable PDF',
  losses: [
    'A PDF is for reading and searching. It cannot be imported again.',
    'Kept: the images (as JPEG) and the text of each word, of lines without words, and of pages with neither, ' +
      'at its place; the language of most of a page.',
    'Lost: keys, files, marks and regions without a text, splits, writers, other languages, alternatives and polygons.',
  ],
  recognise: () => Promise.resolve(0),
  read: null,
  /** Writes one PDF with a page for each image. */
  async write(samples, path, { onImage, signal }) {
    await createWholeFile(path, (file) => writePdfFile(file, path, sheetsOf(samples, signal), onImage));
  },
};

/** Longer side in points of a page whose size is not known: that of A4. */
const longerSide = 842;
/** The longest that a page may be (ISO 32000-1, C.2), in points. */
const longestSide = 14_400;
/** Quality of JPEGs made from other formats, 1 to 100. */
const jpegQuality = 92;

async function* sheetsOf(samples: OutgoingSamples, signal: AbortSignal): AsyncGenerator<PdfSheet> {
  for await (const [first, ...others] of byImage(samples, signal)) {
    if (first === undefined) continue;
    const { path, width, height } = first;
    const bytes = await readPhotoFile(path);
    const jpeg = await jpegOf(bytes, Math.max(width, height));
    const pointsPerPixel = await pointsPerPixelOf(bytes);
    const language = mostCommon([first, ...others].map((sample) => sample.language));
    yield { jpeg, width, height, pointsPerPixel, language, lines: placedLines([first, ...others]) };
  }
}

/** A page of a PDF: a picture and the texts on it. */
export interface PdfSheet {
  /** Null for the texts alone: a layer to lay under the picture. */
  readonly jpeg: Buffer | null;
  /** Of the upright picture, in the pixels of the texts' places; the JPEG may have fewer. */
  readonly width: number;
  readonly height: number;
  /** How large it is on paper; null or undefined if that is not known. */
  readonly pointsPerPixel?: number | null | undefined;
  /** BCP 47; null or undefined if it is not known. */
  readonly language?: string | null | undefined;
  /** In reading order. */
  readonly lines: readonly (readonly PlacedText[])[];
}

type PdfSheets = AsyncIterable<PdfSheet> | Iterable<PdfSheet>;

/**
 * Writes one PDF: each page is a picture with its texts invisibly at their places, so that any reader can find and copy
 * them.
 *
 * @param path that the file will have, which gives the title
 * @param onSheet called after each page
 * @throws the errors of `sheets`
 */
export async function writePdfFile(
  file: string,
  path: string,
  sheets: PdfSheets,
  onSheet: () => void,
): Promise<void> {
  await drawPdf(createWriteStream(file, { flags: 'wx' }), titleOf(path), sheets, onSheet);
}

/** The title of a document: the name of its file. */
export function titleOf(path: string): string {
  return writableText(basename(path, extname(path)));
}

/** The bytes of a PDF, for few pages. */
export async function pdfBytes(sheets: PdfSheets): Promise<Buffer> {
  const output = new PassThrough();
  const [bytes] = await Promise.all([buffer(output), drawPdf(output, '', sheets, () => undefined)]);
  return bytes;
}

async function drawPdf(
  output: Writable,
  title: string,
  sheets: PdfSheets,
  onSheet: () => void,
): Promise<void> {
  const written = finished(output);
  try {
    // Only here: every start of the program would load it, which takes 0.15 s.
    const { default: PDFDocument } = await import('pdfkit');
    const info = { ...(title !== '' && { Title: title }), Creator: 'Inkdex' };
    const document = new PDFDocument({
      ...{ autoFirstPage: false, info, pdfVersion: '1.7' },
      displayTitle: title !== '',
    });
    const languages: (string | null | undefined)[] = [];
    const font = addGlyphlessFont(document);
    document.pipe(output);
    for await (const sheet of sheets) {
      addSheet(document, sheet, font);
      languages.push(sheet.language);
      if (output.writableNeedDrain) await Promise.race([once(output, 'drain'), written]);
      onSheet();
    }
    font.end();
    nameLanguage(document, mostCommon(languages));
    document.end();
    await written;
  } catch (error) {
    output.destroy();
    await written.catch(() => undefined);
    throw error;
  }
}

function addSheet(
  document: PDFKit.PDFDocument,
  { jpeg, width, height, pointsPerPixel, language, lines }: PdfSheet,
  font: GlyphlessFont,
): void {
  const longer = Math.max(width, height);
  const isKnown = pointsPerPixel != null && longer * pointsPerPixel <= longestSide;
  const scale = isKnown ? pointsPerPixel : longerSide / longer;
  const points = (side: number): number => (isKnown ? wholePoints(side * scale, scale) : side * scale);
  const size: [number, number] = [points(width), points(height)];
  document.addPage({ size, margin: 0 });
  if (jpeg !== null) document.image(jpeg, 0, 0, { width: size[0], height: size[1] });
  if (language != null) document.markContent('Span', { lang: language });
  addLines(document, lines, scale, font);
  if (language != null) document.endMarkedContent();
}

/** Says of a document in which language it is (ISO 32000-1, 14.9.2), which is known only after its last page: BCP 47, or null. */
export function nameLanguage(document: PDFKit.PDFDocument, language: string | null): void {
  const { data } = catalog.parse(Reflect.get(document, '_root'));
  // pdfkit writes strings of this type in parentheses, and others as names.
  if (language !== null) Object.assign(data, { Lang: new String(language) });
}

/** pdfkit has an option for the language, and none for one that is found later. The object itself is changed. */
const catalog = z.object({ data: z.custom<object>((data) => typeof data === 'object' && data !== null) });

/** A pixel of the largest pages, in points; scans have larger ones, and lose nothing. */
const mostLost = 0.3;

/** Pages of PDFs are drawn without their last part of a pixel: with it, most have a whole number of points. */
function wholePoints(side: number, pixel: number): number {
  const whole = Math.ceil(side - 1e-6);
  return whole - side <= Math.min(pixel, mostLost) ? whole : side;
}

/** JPEGs are embedded unchanged and rotated by their EXIF; other formats are converted to JPEG. */
async function jpegOf(bytes: Buffer, maxSide: number): Promise<Buffer> {
  if (photoFormatOf(bytes) === 'jpeg' && hasPlainMarkers(bytes)) return bytes;
  const { jpeg } = await renderPhoto(bytes, { maxSide, quality: jpegQuality });
  return jpeg;
}

/** Markers in the frame range that do not start a frame (ITU-T T.81, table B.1). */
const otherMarkers = [0xc4, 0xc8, 0xcc];

/**
 * Whether a JPEG's markers are contiguous up to its frame, as pdfkit expects: the standard allows fill bytes before
 * each marker (ITU-T T.81, B.1.1.2), but pdfkit throws on them.
 */
function hasPlainMarkers(jpeg: Buffer): boolean {
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && !otherMarkers.includes(marker)) return true;
    if (marker === 0xff) return false;
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return false;
}
