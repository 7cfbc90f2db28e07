import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { starterCharacters } from '../../../shared/alphabet.ts';
import { InkdexError } from '../../../shared/result.ts';
import { mappedCharacters } from './woff2.ts';

/** One handwriting font in one weight, ready to draw with. */
export interface HandwritingFont {
  /** `caveat-400`. */
  readonly name: string;
  /** Height of an x over the baseline, in em. */
  readonly xHeight: number;
  /** Mean width of its strokes, in em. */
  readonly strokeWidth: number;
  /** Whether it has a letter of its own for this character. */
  draws(character: string): boolean;
  /**
   * The canvas font, at `drawnEm` pixels, of the file that holds the character.
   *
   * @throws InkdexError `unknown-character` where no file of the font does
   */
  canvasFont(character: string): string;
  /** How far the pen moves on after the character, in em. */
  advance(character: string): number;
}

/** Every font is asked for at this size, pixels an em, and scaled by the canvas transform. */
export const drawnEm = 64;

/** What must be there for a font to count as a hand: it is mixed with others for the rest. */
const neededCharacters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Latin files first: a letter in both is drawn by the first. */
const subsets = ['latin', 'latin-ext'] as const;

const fontsFolder = join(import.meta.dirname, '../../../node_modules/@fontsource');

let loaded: readonly HandwritingFont[] | undefined;

/**
 * All handwriting fonts that are installed as `@fontsource/*`, each weight a font of its own, in
 * alphabetical order. Read once a process.
 *
 * @throws InkdexError `file-missing` where none is installed
 */
export function loadFonts(): readonly HandwritingFont[] {
  loaded ??= findFonts();
  return loaded;
}

function findFonts(): readonly HandwritingFont[] {
  const found: HandwritingFont[] = [];
  for (const family of readdirSync(fontsFolder).sort()) {
    const files = readdirSync(join(fontsFolder, family, 'files')).sort();
    const weights = new Set(files.flatMap((file) => /-latin-(\d+)-normal\.woff2$/u.exec(file)?.[1] ?? []));
    for (const weight of weights) {
      const faces = subsets
        .map((subset) => `${family}-${subset}-${weight}-normal.woff2`)
        .filter((file) => files.includes(file))
        .map((file) => registerFace(join(fontsFolder, family, 'files', file), file));
      const font = describeFont(`${family}-${weight}`, faces);
      if (Array.from(neededCharacters).every((character) => font.draws(character))) found.push(font);
    }
  }
  if (found.length === 0) {
    throw new InkdexError(
      'file-missing',
      `No handwriting font was found in ${fontsFolder}: run "npm ci" with development packages.`,
    );
  }
  return found;
}

interface Face {
  readonly canvasFont: string;
  readonly characters: ReadonlySet<string>;
}

function registerFace(path: string, file: string): Face {
  const alias = `Inkdex ${file}`;
  if (GlobalFonts.registerFromPath(path, alias) === null) {
    throw new InkdexError('data-invalid', `The canvas could not load the font ${path}.`);
  }
  const canvasFont = `${String(drawnEm)}px "${alias}"`;
  const context = createCanvas(1, 1).getContext('2d');
  context.font = canvasFont;
  const mapped = mappedCharacters(readFileSync(path));
  // Some fonts map a character to an empty glyph.
  const drawn = Array.from(starterCharacters).filter((character) => {
    if (!mapped.has(character.codePointAt(0) ?? 0)) return false;
    const box = context.measureText(character);
    return box.actualBoundingBoxRight + box.actualBoundingBoxLeft > 0.5;
  });
  return { canvasFont, characters: new Set(drawn) };
}

function describeFont(name: string, faces: readonly Face[]): HandwritingFont {
  const context = createCanvas(1, 1).getContext('2d');
  const advances = new Map<string, number>();

  function canvasFont(character: string): string {
    const face = faces.find(({ characters }) => characters.has(character));
    if (face === undefined) {
      throw new InkdexError('unknown-character', `The font ${name} has no letter for "${character}".`);
    }
    return face.canvasFont;
  }

  function advance(character: string): number {
    let width = advances.get(character);
    if (width === undefined) {
      context.font = canvasFont(character);
      width = context.measureText(character).width / drawnEm;
      advances.set(character, width);
    }
    return width;
  }

  const font = {
    name,
    canvasFont,
    advance,
    draws: (character: string) => faces.some(({ characters }) => characters.has(character)),
  };
  if (!font.draws('x')) return { ...font, xHeight: 0, strokeWidth: 0 };
  context.font = canvasFont('x');
  const xHeight = context.measureText('x').actualBoundingBoxAscent / drawnEm;
  return { ...font, xHeight, strokeWidth: measureStrokeWidth(canvasFont('o')) };
}

/** Strokes are long and thin: their width is twice the ink's area over the length of its edge. */
function measureStrokeWidth(canvasFont: string): number {
  const width = 6 * drawnEm;
  const height = 2 * drawnEm;
  const context = createCanvas(width, height).getContext('2d');
  context.font = canvasFont;
  context.fillText('nolidec', 8, 1.3 * drawnEm);
  const { data } = context.getImageData(0, 0, width, height);
  let area = 0;
  let edge = 0;
  for (let pixel = 4; pixel < data.length - 4 * width; pixel += 4) {
    const alpha = data[pixel + 3] ?? 0;
    const left = data[pixel - 1] ?? 0;
    const below = data[pixel + 3 + 4 * width] ?? 0;
    area += alpha;
    edge += Math.hypot(alpha - left, alpha - below);
  }
  return (2 * area) / edge / drawnEm;
}
