import { createCanvas, GlobalFonts, type ImageData } from '@napi-rs/canvas';
import { openSync, type Font, type FontCollection } from 'fontkit';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InkdexError } from '../../../shared/result.ts';
import { meanStrokeWidth } from '../../imaging/ink/morphology.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { resourcesFolder } from '../../installation.ts';

/** A handwriting font in one weight, ready to draw with. */
export type HandwritingFont = ReturnType<typeof createFont>;

/** The canvas draws every font at this size, pixels per em, and scales it with its transform. */
export const drawnEm = 64;

/** Characters by which the x-height and the stroke width of a font are measured. */
const measuredLetters = 'nolidecx';

/** The fonts that ship with Inkdex, with their licences. */
export const shippedFontsFolder = join(resourcesFolder, 'fonts');

let shipped: readonly HandwritingFont[] | undefined;

/** The handwriting fonts that ship with Inkdex, read once per process. */
export function shippedFonts(): readonly HandwritingFont[] {
  shipped ??= readFonts(shippedFontsFolder);
  return shipped;
}

const fontFile = /\.(?:ttf|otf|woff2?)$/iu;

/**
 * The handwriting fonts in a folder, in the order of their file names. Files with the same full name, such as the
 * Latin and the extended Latin part of a web font, are one font.
 *
 * @throws InkdexError `file-missing` if there is no font, `data-invalid` if a file is damaged or lacks Latin letters
 */
export function readFonts(folder: string): readonly HandwritingFont[] {
  const files = listFiles(folder).filter((file) => fontFile.test(file));
  const opened = files.map((file) => openFont(join(folder, file)));
  const fonts = [...Map.groupBy(opened, ({ font }) => font.fullName)].map(([name, parts]) =>
    createFont(name, parts[0]?.font.familyName ?? name, parts),
  );
  if (fonts.length > 0) return fonts;
  throw new InkdexError(
    'file-missing',
    `The folder "${folder}" contains no font. Inkdex reads .ttf, .otf, .woff and .woff2 files.`,
  );
}

/** A file of a font. Opening it takes long: it is decompressed without native code. */
interface FontFile {
  readonly path: string;
  readonly font: Font;
}

/**
 * @param files a character in several is drawn from the first
 * @throws InkdexError `data-invalid` if a file is damaged, or if no file has the letters that fonts are measured by
 */
export function createFont(name: string, family: string, files: readonly FontFile[]) {
  const faces = files.map(registerFace);
  const advances = new Map<string, number>();
  const draws = (character: string): boolean => faces.some((face) => face.draws(character));

  function canvasFont(character: string): string {
    const face = faces.find((candidate) => candidate.draws(character));
    if (face === undefined) {
      throw new InkdexError('unknown-character', `The font ${name} has no letter for "${character}".`);
    }
    return face.canvasFont;
  }

  function advance(character: string): number {
    let width = advances.get(character);
    if (width === undefined) {
      measuring.font = canvasFont(character);
      width = measuring.measureText(character).width / drawnEm;
      advances.set(character, width);
    }
    return width;
  }

  const missing = Array.from(measuredLetters).filter((letter) => !draws(letter));
  if (missing.length > 0) {
    throw new InkdexError(
      'data-invalid',
      `The font ${name} has no letter for "${missing.join('')}". Inkdex draws with fonts that have the Latin letters.`,
    );
  }
  measuring.font = canvasFont('x');
  const xHeight = measuring.measureText('x').actualBoundingBoxAscent / drawnEm;
  return {
    /** Unique: `caveat-400`. */
    name,
    /** `caveat`. */
    family,
    /** x-height in em. */
    xHeight,
    /** Mean width of its strokes, in em. */
    strokeWidth: measureStrokeWidth(canvasFont('o')),
    /** Whether the font itself has a glyph with ink for this character. */
    draws,
    /**
     * The canvas font, at `drawnEm` pixels, of the file that contains the character.
     *
     * @throws InkdexError `unknown-character` if no file of the font contains it
     */
    canvasFont,
    /** Advance width of the character, in em. */
    advance,
  };
}

/** The opacity of a transparent canvas, as ink. */
export function opacityOf({ width, height, data: rgba }: ImageData): InkImage {
  const data = new Uint8Array(width * height);
  for (let at = 0, from = 3; at < data.length; at += 1, from += 4) data[at] = rgba[from] ?? 0;
  return { width, height, data };
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new InkdexError(
      'file-missing',
      `The folder "${folder}" cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** @throws InkdexError `data-invalid` */
export function openFont(path: string): FontFile {
  let opened: Font | FontCollection;
  try {
    opened = openSync(path);
  } catch (error) {
    throw damaged(path, error);
  }
  if (!('fonts' in opened)) return { path, font: opened };
  throw new InkdexError('data-invalid', `"${path}" is a collection of fonts; expected one font per file.`);
}

function damaged(path: string, cause?: unknown): InkdexError {
  return new InkdexError('data-invalid', `The font "${path}" is damaged or is not a font.`, { cause });
}

function registerFace({ path, font }: FontFile) {
  const mapped = mappedCharacters(path, font);
  const alias = `Inkdex ${path}`;
  if (GlobalFonts.registerFromPath(path, alias) === null) throw damaged(path);
  const canvasFont = `${drawnEm}px "${alias}"`;
  // Measured on first use, because most characters are never used.
  const measured = new Map<string, boolean>();
  return {
    canvasFont,
    draws(character: string): boolean {
      if (!mapped.has(character.codePointAt(0) ?? 0)) return false;
      const known = measured.get(character) ?? leavesInk(canvasFont, character);
      measured.set(character, known);
      return known;
    },
  };
}

function mappedCharacters(path: string, font: Font): ReadonlySet<number> {
  try {
    return new Set(font.characterSet);
  } catch (error) {
    throw damaged(path, error);
  }
}

const measuring = createCanvas(1, 1).getContext('2d');

/** Some fonts map a character to an empty glyph, and some map NUL, which a canvas takes for the end of a text. */
function leavesInk(canvasFont: string, character: string): boolean {
  if (character === '\0') return false;
  measuring.font = canvasFont;
  const box = measuring.measureText(character);
  return box.actualBoundingBoxRight + box.actualBoundingBoxLeft > 0.5;
}

function measureStrokeWidth(canvasFont: string): number {
  const width = 6 * drawnEm;
  const height = 2 * drawnEm;
  const context = createCanvas(width, height).getContext('2d');
  context.font = canvasFont;
  context.fillText('nolidec', 8, 1.3 * drawnEm);
  return meanStrokeWidth(opacityOf(context.getImageData(0, 0, width, height))) / drawnEm;
}
