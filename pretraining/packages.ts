import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pretrainedCharacters } from '../shared/alphabet.ts';
import { InkdexError } from '../shared/result.ts';
import { createFont, openFont, type HandwritingFont } from '../main/ml/synthetic/fonts.ts';

/** The folder whose packages are read; tests set another one with a few fonts and words. */
const packagesFolder = process.env.INKDEX_PRETRAINING ?? import.meta.dirname;
const fontsFolder = join(packagesFolder, 'node_modules/@fontsource');

/** Whether the packages of this folder (fonts, word lists) are installed. */
export const hasPackages = existsSync(fontsFolder);

/**
 * The JSON file of a word list's package.
 *
 * @param name of the package, or the path of a file in one
 * @throws InkdexError `file-missing` if the packages are not installed
 */
export function readPackage(name: string): unknown {
  if (!hasPackages) throw notInstalled();
  return JSON.parse(readFileSync(createRequire(join(packagesFolder, 'package.json')).resolve(name), 'utf8'));
}

/**
 * The text file of a word list's package, unpacked where its name ends with `.gz`.
 *
 * @param path below `node_modules`
 * @throws InkdexError `file-missing` if the packages are not installed
 */
export function readPackageText(path: string): string {
  if (!hasPackages) throw notInstalled();
  const bytes = readFileSync(join(packagesFolder, 'node_modules', path));
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

function notInstalled(): InkdexError {
  return new InkdexError(
    'file-missing',
    'The packages of pretraining are not installed. Run "npm --prefix pretraining ci".',
  );
}

/** A font is used if it has these; other characters can come from other fonts. */
const neededCharacters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Characters in both files are drawn from the Latin one. */
const subsets = ['latin', 'latin-ext'] as const;

/** A bolder font no longer looks like handwriting. */
const boldest = 700;

let loaded: readonly HandwritingFont[] | undefined;

/**
 * All installed handwriting fonts in alphabetical order: the lightest weight and the boldest up to 700 of each family.
 * Read once per process.
 *
 * @throws InkdexError `file-missing` if the packages are not installed
 */
export function pretrainingFonts(): readonly HandwritingFont[] {
  if (!hasPackages) throw notInstalled();
  loaded ??= readdirSync(fontsFolder).sort().flatMap(readFamily);
  return loaded;
}

function readFamily(family: string): HandwritingFont[] {
  const folder = join(fontsFolder, family, 'files');
  const files = readdirSync(folder).sort();
  return extremeWeights(files)
    .map((weight) => {
      const faces = subsets.map((subset) => `${family}-${subset}-${weight}-normal.woff2`);
      const present = faces.filter((file) => files.includes(file));
      const opened = present.map((file) => openFont(join(folder, file)));
      return withoutOtherCharacters(createFont(`${family}-${weight}`, family, opened));
    })
    .filter((font) => Array.from(neededCharacters).every((character) => font.draws(character)));
}

/** The lowest and the highest weight among the files. */
function extremeWeights(files: readonly string[]): number[] {
  const weights = files
    .flatMap((file) => /-latin-(\d+)-normal\.woff2$/u.exec(file)?.[1] ?? [])
    .map(Number)
    .filter((weight) => weight <= boldest);
  return weights.length === 0 ? [] : [...new Set([Math.min(...weights), Math.max(...weights)])];
}

const drawable: ReadonlySet<string> = new Set(pretrainedCharacters);

/** Signs outside the alphabet are drawn with strokes, also if a font has them. */
function withoutOtherCharacters(font: HandwritingFont): HandwritingFont {
  return { ...font, draws: (character) => drawable.has(character) && font.draws(character) };
}
