import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCanvas } from '@napi-rs/canvas';
import { getDocument, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { z } from 'zod';
import { InkdexError } from '../../../shared/result.ts';
import { onWallClock } from '../../../shared/wallClock.ts';
import type { RgbImage } from '../pixels.ts';

/** 300 an inch, as scanners have. */
const pixelsPerPoint = 300 / 72;
/** Apps that make a page as large as a wall leave it at this. */
const mostPagePixels = 12_000_000;
/** Pages become JPEGs, which libjpeg makes no longer. */
const longestSide = 65_500;
const mostPages = 2000;

acceptAnyText();

/** An open file whose pages are pictures: a PDF, a TIFF, or a photo with others in its file. */
export interface PagedFile {
  readonly pages: number;
  /** The page that the file itself is as a photo, from 1 on. */
  readonly own?: number;
  /** When it says that it was made: ISO 8601, in local time where it gives no zone; null where it does not say. */
  readonly createdAt: string | null;
  /** Points (72 in an inch) for each pixel of a page as it is drawn; left out where only the file itself says it. */
  pointsPerPixel?(number: number): Promise<number>;
  /**
   * A page as it is printed: notes and marks on it too, upright.
   *
   * @param number from 1 on
   * @throws InkdexError `image-damaged`, also for a page that there is not; what `signal` was aborted with
   */
  draw(number: number, signal: AbortSignal): Promise<RgbImage>;
  close(): Promise<void>;
}

/**
 * Opens a PDF by pdf.js. What it could fetch or run is neither fetched nor run. A stuck pdf.js can only be stopped by ending its
 * process, so PDFs have a worker process of their own, which draws every page into the library's folder `pages`.
 *
 * @param bytes are its own from now on
 * @param name what messages call it
 * @throws InkdexError `image-damaged`, `image-too-large` for more than 2,000 pages, `permission-denied` where a password is asked for
 */
export async function openPdf(bytes: Uint8Array, name: string): Promise<PagedFile> {
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const task = getDocument({ ...resources(), ...limits, data });
  try {
    const document = await task.promise;
    if (document.numPages > mostPages) {
      throw new InkdexError(
        'image-too-large',
        `${name} has ${document.numPages} pages; PDFs of at most ${mostPages} are taken apart. Split it.`,
      );
    }
    return {
      pages: document.numPages,
      createdAt: await createdAt(document),
      pointsPerPixel: async (number) => 1 / scaleOf(await document.getPage(number)),
      draw: (number, signal) => drawPage(document, number, name, signal),
      close: () => task.destroy(),
    };
  } catch (error) {
    await task.destroy();
    throw openingError(name, error);
  }
}

const limits = {
  verbosity: 0,
  maxImageSize: 200_000_000,
  useSystemFonts: false,
  disableFontFace: true,
  enableXfa: false,
  cMapPacked: true,
} as const;

/** Fonts and decoders that a PDF may count on, from pdf.js's own package. */
function resources() {
  const base = dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')));
  const folder = (name: string): string => join(base, name) + sep;
  return {
    standardFontDataUrl: folder('standard_fonts'),
    cMapUrl: folder('cmaps'),
    wasmUrl: folder('wasm'),
    iccUrl: folder('iccs'),
  };
}

async function drawPage(
  document: PDFDocumentProxy,
  number: number,
  name: string,
  signal: AbortSignal,
): Promise<RgbImage> {
  try {
    const page = await document.getPage(number);
    try {
      return await render(page, signal);
    } finally {
      page.cleanup();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new InkdexError(
      'image-damaged',
      `Page ${number} of ${name} cannot be drawn (${messageOf(error)}). Print it to a new PDF, or add a picture of it.`,
      { cause: error },
    );
  }
}

/** Pixels for each point. */
function scaleOf(page: PDFPageProxy): number {
  const points = page.getViewport({ scale: 1 });
  return Math.min(
    pixelsPerPoint,
    Math.sqrt(mostPagePixels / (points.width * points.height)),
    longestSide / Math.max(points.width, points.height),
  );
}

async function render(page: PDFPageProxy, signal: AbortSignal): Promise<RgbImage> {
  const viewport = page.getViewport({ scale: scaleOf(page) });
  const width = Math.max(1, Math.floor(viewport.width));
  const height = Math.max(1, Math.floor(viewport.height));
  const context = createCanvas(width, height).getContext('2d');
  const drawing = page.render({ canvas: null, canvasContext: context, viewport, background: '#fff' });
  const cancel = () => {
    drawing.cancel();
  };
  signal.addEventListener('abort', cancel);
  try {
    signal.throwIfAborted();
    await drawing.promise;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, data: withoutAlpha(data) };
}

/**
 * Skia refuses text with NUL or half a surrogate pair, which characters of missing fonts become. Browsers draw nothing for
 * them.
 */
function acceptAnyText(): void {
  const prototype: object = Object.getPrototypeOf(createCanvas(1, 1).getContext('2d')) as object;
  for (const name of ['fillText', 'strokeText', 'measureText'] as const) {
    const draw: unknown = Reflect.get(prototype, name);
    if (typeof draw !== 'function') continue;
    Reflect.set(prototype, name, function (this: object, text: string, ...place: unknown[]): unknown {
      const drawn: unknown = Reflect.apply(draw, this, [text.replace(/[\0\p{Cs}]/gu, ''), ...place]);
      return drawn;
    });
  }
}

/** Interleaved R, G, B of interleaved R, G, B, A: the page lies on white. */
function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from];
    rgb[to + 1] = rgba[from + 1];
    rgb[to + 2] = rgba[from + 2];
  }
  return rgb;
}

const infoSchema = z.object({ info: z.object({ CreationDate: z.string() }) });

async function createdAt(document: PDFDocumentProxy): Promise<string | null> {
  const found = infoSchema.safeParse(await document.getMetadata().catch(() => null));
  return found.success ? dateOf(found.data.info.CreationDate) : null;
}

/** "D:20210506101112+02'00'", by ISO 32000-1, 7.9.4; ISO 8601, or null where it is no sound time. */
function dateOf(text: string): string | null {
  const match = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-]\d\d)'?(\d\d)?)?/u.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  // A group that takes no part in the match is undefined, whatever its type says.
  const [zone, zoneMinutes = '00'] = [match.at(7), match.at(8)];
  const isInstant = zone === undefined && text.includes('Z');
  const offset = zone === undefined ? '' : `${zone}:${zoneMinutes}`;
  const date = `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`;
  if (Number.isNaN(Date.parse(date))) return null;
  return isInstant ? onWallClock(new Date(`${date}Z`)) : date;
}

function openingError(name: string, error: unknown): InkdexError {
  if (error instanceof InkdexError) return error;
  const options = { cause: error };
  if (error instanceof Error && error.name === 'PasswordException') {
    return new InkdexError(
      'permission-denied',
      `${name} asks for a password. Save it without one, and add that.`,
      options,
    );
  }
  return new InkdexError(
    'image-damaged',
    `${name} is damaged or incomplete (${messageOf(error)}). Copy it again from where it came from.`,
    options,
  );
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/gu, ' ');
}
