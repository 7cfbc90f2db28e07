import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { starterCharacters } from '../../../shared/alphabet.ts';
import { InkdexError } from '../../../shared/result.ts';
import { meanStrokeWidth } from '../../imaging/morphology.ts';
import { opacityOf } from './opacity.ts';
import { mappedCharacters } from './woff2.ts';

/** One handwriting font in one weight, ready to draw with. */
export interface HandwritingFont {
  /** `caveat-400`. */
  readonly name: string;
  /** `caveat`. */
  readonly family: string;
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

/** A bolder letter is the same letter with a thicker pen, and soon no handwriting any more. */
const boldest = 700;

let loaded: readonly HandwritingFont[] | undefined;

/**
 * All handwriting fonts that are installed as `@fontsource/*`, of each family the lightest weight and
 * the boldest up to 700, in alphabetical order. Read once a process.
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
    for (const weight of extremeWeights(files)) {
      const faces = subsets
        .map((subset) => `${family}-${subset}-${weight}-normal.woff2`)
        .filter((file) => files.includes(file))
        .map((file) => registerFace(join(fontsFolder, family, 'files', file), file));
      const font = describeFont(family, weight, faces);
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

/** Of the weights that the files come in, the first and the last. */
function extremeWeights(files: readonly string[]): Set<number> {
  const weights = files
    .flatMap((file) => /-latin-(\d+)-normal\.woff2$/u.exec(file)?.[1] ?? [])
    .map(Number)
    .filter((weight) => weight <= boldest);
  return weights.length === 0 ? new Set() : new Set([Math.min(...weights), Math.max(...weights)]);
}

interface Face {
  readonly canvasFont: string;
  draws(character: string): boolean;
}

const drawable: ReadonlySet<string> = new Set(starterCharacters);

function registerFace(path: string, file: string): Face {
  const alias = `Inkdex ${file}`;
  if (GlobalFonts.registerFromPath(path, alias) === null) {
    throw new InkdexError('data-invalid', `The canvas could not load the font ${path}.`);
  }
  const canvasFont = `${drawnEm}px "${alias}"`;
  const mapped = mappedCharacters(readFileSync(path));
  // Measured when first asked for: most characters of most fonts never are.
  const measured = new Map<string, boolean>();
  return {
    canvasFont,
    draws(character) {
      if (!drawable.has(character) || !mapped.has(character.codePointAt(0) ?? 0)) return false;
      const known = measured.get(character) ?? leavesInk(canvasFont, character);
      measured.set(character, known);
      return known;
    },
  };
}

const measuring = createCanvas(1, 1).getContext('2d');

/** Some fonts map a character to an empty glyph. */
function leavesInk(canvasFont: string, character: string): boolean {
  measuring.font = canvasFont;
  const box = measuring.measureText(character);
  return box.actualBoundingBoxRight + box.actualBoundingBoxLeft > 0.5;
}

function describeFont(family: string, weight: number, faces: readonly Face[]): HandwritingFont {
  const name = `${family}-${weight}`;
  const advances = new Map<string, number>();

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

  const font = {
    name,
    family,
    canvasFont,
    advance,
    draws: (character: string) => faces.some((face) => face.draws(character)),
  };
  if (!font.draws('x')) return { ...font, xHeight: 0, strokeWidth: 0 };
  measuring.font = canvasFont('x');
  const xHeight = measuring.measureText('x').actualBoundingBoxAscent / drawnEm;
  return { ...font, xHeight, strokeWidth: measureStrokeWidth(canvasFont('o')) };
}

function measureStrokeWidth(canvasFont: string): number {
  const width = 6 * drawnEm;
  const height = 2 * drawnEm;
  const context = createCanvas(width, height).getContext('2d');
  context.font = canvasFont;
  context.fillText('nolidec', 8, 1.3 * drawnEm);
  return meanStrokeWidth(opacityOf(context.getImageData(0, 0, width, height))) / drawnEm;
}
