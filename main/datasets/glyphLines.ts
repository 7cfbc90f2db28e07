import type { Split } from '../../shared/contract/dataset.ts';
import { InkdexError } from '../../shared/result.ts';
import { createRandom, type Random } from '../../shared/random.ts';
import { characters } from '../../shared/text.ts';
import type { WritableDatabase } from '../store/database.ts';
import { listGlyphs, type Glyph } from '../store/datasets/datasetImages.ts';
import { findDatasetByName, findDatasetState } from '../store/datasets/datasets.ts';

/*
 * Lines of text composed of pictures of single characters: the EMNIST Lines of text-recognizer-pro, from the characters of a
 * dataset. Every occurrence of a character in a line is the same picture, as there. Other than there, overlapping ink is
 * clipped rather than wrapped, lines are as wide as their text, and no line contains characters of another split.
 */

/** Side of a picture of EMNIST, in pixels. */
export const glyphSide = 28;
/** The longest line, in characters. */
const mostCharacters = 34;
/** The most by which neighbours overlap, as a fraction of a picture's width. */
const mostOverlap = 0.33;
/** Of each character and split; more would take memory only. */
const mostGlyphs = 2_000;
/** One line in so many is for testing, where the dataset has characters for it: 10,000 for training, 1,000 for testing. */
const linesPerTestLine = 11;

/** A line to compose. */
export interface GlyphLine {
  readonly index: number;
  readonly text: string;
  readonly split: Split | null;
  /** Distance of the left edges of neighbouring pictures, in pixels. */
  readonly step: number;
  /** SHA-256 of the picture of each character of the text; null for a space. */
  readonly pictures: readonly (string | null)[];
}

/** Gives the line with a number: the same texts, characters, seed and number give the same line. */
export type PlanLine = (index: number) => GlyphLine;

/**
 * @param text the words of the lines. Characters of which the dataset has no picture are left out of them
 * @param name the dataset of characters
 * @throws InkdexError `not-found` without this dataset; `data-invalid` if it has no characters, or the text no word of them
 */
export function planGlyphLines(db: WritableDatabase, text: string, name: string, seed: number): PlanLine {
  const glyphs = requireGlyphs(db, name);
  const forTest = glyphs.filter(({ split }) => split === 'test');
  const forTraining = glyphs.filter(({ split }) => split !== 'test');
  const isSplit = forTest.length > 0 && forTraining.length > 0;
  const sources = {
    train: sourceOf(isSplit ? forTraining : glyphs, text, name),
    test: sourceOf(isSplit ? forTest : glyphs, text, name),
  };
  return (index) => {
    const isTest = isSplit && index % linesPerTestLine === linesPerTestLine - 1;
    const { words, pictures } = sources[isTest ? 'test' : 'train'];
    const random = createRandom(seed).fork(`line ${index}`);
    const line = spanOf(words, random);
    const step = glyphSide - Math.round(glyphSide * random.between(0, mostOverlap));
    const chosen = new Map<string, string>();
    for (const character of new Set(line)) {
      const known = pictures.get(character);
      if (known !== undefined) chosen.set(character, random.pick(known));
    }
    return {
      index,
      text: line,
      split: isSplit ? (isTest ? 'test' : 'train') : null,
      step,
      pictures: characters(line).map((character) => chosen.get(character) ?? null),
    };
  };
}

function requireGlyphs(db: WritableDatabase, name: string): Glyph[] {
  const dataset = findDatasetByName(db, name);
  const state = dataset === undefined ? undefined : findDatasetState(db, dataset.id);
  if (state === undefined) {
    throw new InkdexError(
      'not-found',
      `There is no dataset "${name}". Run "inkdex dataset list" to see all.`,
    );
  }
  const glyphs = listGlyphs(db, state.contents, glyphSide, mostGlyphs);
  if (glyphs.length > 0) return glyphs;
  throw new InkdexError(
    'data-invalid',
    `The dataset "${name}" has no pictures of single characters of ${glyphSide} x ${glyphSide} pixels. To import EMNIST, ` +
      'run: inkdex dataset import emnist FOLDER --name emnist',
  );
}

interface Source {
  /** In the order of the text. */
  readonly words: readonly string[];
  readonly pictures: ReadonlyMap<string, readonly string[]>;
}

function sourceOf(glyphs: readonly Glyph[], text: string, name: string): Source {
  const pictures = new Map(
    [...Map.groupBy(glyphs, (glyph) => glyph.text)].map(([character, all]) => [
      character,
      all.map(({ sha256 }) => sha256),
    ]),
  );
  const words = text
    .normalize('NFC')
    .split(/\s+/u)
    .map((word) => characters(word).filter((character) => pictures.has(character)))
    .filter(({ length }) => length > 0 && length <= mostCharacters)
    .map((letters) => letters.join(''));
  if (words.length > 0) return { words, pictures };
  throw new InkdexError(
    'data-invalid',
    `No word of the text can be written with the characters of "${name}".`,
  );
}

/** Words that follow each other in the text, from a random one to a random end of a word, at most `mostCharacters` long. */
function spanOf(words: readonly string[], random: Random): string {
  const first = random.integer(0, words.length - 1);
  let line = words[first] ?? '';
  const spans = [line];
  for (const word of words.slice(first + 1, first + mostCharacters)) {
    line += ` ${word}`;
    if (characters(line).length > mostCharacters) break;
    spans.push(line);
  }
  return random.pick(spans);
}
