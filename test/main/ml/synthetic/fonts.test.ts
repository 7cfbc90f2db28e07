import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFonts, shippedFonts, shippedFontsFolder } from '../../../../main/ml/synthetic/fonts.ts';
import { pretrainedCharacters } from '../../../../shared/alphabet.ts';
import { expectHandwriting, expectLowerCase, expectOwnLetters } from '../../../support/fontQuality.ts';
import { temporaryFolder } from '../../../support/library.ts';

/** A folder with files of the shipped fonts. */
function folderWith(...files: string[]): string {
  const folder = temporaryFolder();
  for (const file of files) copyFileSync(join(shippedFontsFolder, file), join(folder, file));
  return folder;
}

test('ten fonts ship, each with letters, digits and a believable stroke', () => {
  expect(shippedFonts().map(({ name }) => name)).toHaveLength(10);
  for (const font of shippedFonts()) expectHandwriting(font);
});

test('lower case letters of the shipped fonts are not small capitals, which would teach the wrong case', () => {
  for (const font of shippedFonts()) expectLowerCase(font);
});

test('a shipped font claims only letters that it draws itself, and not as .notdef', () => {
  for (const font of shippedFonts()) expectOwnLetters(font);
});

test('no shipped font draws NUL, although some have a glyph for it', () => {
  expect(shippedFonts().filter((font) => font.draws('\0'))).toEqual([]);
});

test('every shipped font draws the alphabet except for signs that are drawn with strokes', () => {
  for (const font of shippedFonts()) {
    const missing = Array.from(pretrainedCharacters).filter((character) => !font.draws(character));
    expect(
      missing.filter((character) => !'→×≠≤≥'.includes(character)),
      font.name,
    ).toEqual([]);
  }
});

test('the parts of a web font are one font, and a character in both comes from the first', () => {
  const [font, ...others] = readFonts(
    folderWith('caveat-latin-400-normal.woff2', 'caveat-latin-ext-400-normal.woff2'),
  );
  expect(others).toEqual([]);
  expect([font?.family, font?.draws('é'), font?.draws('ř'), font?.draws('я')]).toEqual([
    'Caveat',
    true,
    true,
    false,
  ]);
  expect(font?.canvasFont('é')).not.toBe(font?.canvasFont('ř'));
});

test('a font without a character rejects it by name', () => {
  const [font] = shippedFonts();
  expect(font?.draws('≠')).toBe(false);
  expect(() => font?.canvasFont('≠')).toThrow(/has no letter for "≠"/u);
});

test('a folder without fonts, or one that does not exist, is rejected', () => {
  expect(() => readFonts(temporaryFolder())).toThrow(/contains no font\. Inkdex reads \.ttf/u);
  expect(() => readFonts(join(temporaryFolder(), 'none'))).toThrow(
    expect.objectContaining({ code: 'file-missing' }),
  );
});

test('a file that is not a font is rejected by name', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'broken.woff2'), 'wOF2 and then something else, long enough to be read');
  expect(() => readFonts(folder)).toThrow(/broken\.woff2" is damaged or is not a font/u);
});

test('a font without the Latin letters is rejected', () => {
  expect(() => readFonts(folderWith('caveat-latin-ext-400-normal.woff2'))).toThrow(
    /has no letter for ".*"\. Inkdex draws with fonts that have the Latin letters/u,
  );
});
