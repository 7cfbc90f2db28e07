import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pasteInk } from '../../../main/imaging/ink/ink.ts';
import { readPage } from '../../../main/reader/reader.ts';
import { createReadQuads } from '../../../main/reader/readPlaces.ts';
import { describeLanguages, type PageLanguage } from '../../../shared/contract/pageLanguage.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import { drawnTexts } from '../../support/eightWords.ts';
import { temporaryFolder } from '../../support/library.ts';
import { readingModels } from '../../support/readingModels.ts';

const german = [
  'Die Straße führt über die Brücke',
  'und wir müssen für die Prüfung üben',
  'der Schlüssel liegt auf dem Küchentisch',
  'morgen wäre es schöner im Grünen',
];

/** A photo of a page with the lines, by one hand. */
async function drawnPage(lines: readonly string[], name: string): Promise<string> {
  const page = { width: 1400, height: 600, data: new Uint8Array(1400 * 600) };
  for (const [row, { ink }] of drawnTexts(lines).entries()) pasteInk(page, ink, 60, 40 + 130 * row);
  const path = join(temporaryFolder(), `${name}.png`);
  const paper = page.data.map((ink) => 255 - ink);
  await sharp(paper, { raw: { width: page.width, height: page.height, channels: 1 } }).toFile(path);
  return path;
}

test('a page of German words is read as German, with its umlauts, unless a person chose another language', async () => {
  const models = await readingModels();
  const path = await drawnPage(german, 'german');
  const found = await readPage(path, models, { alternatives: 10 });
  expect(found.languages === null ? '' : describeLanguages(found.languages)).toBe('German');
  const texts = found.words.map(({ text }) => text);
  for (const text of ['Straße', 'führt', 'Brücke', 'müssen', 'Grünen']) expect(texts).toContain(text);

  const asEnglish = await readPage(path, models, { alternatives: 10, language: 'english' });
  expect(asEnglish.languages?.english).toBe(0.9);
  expect(sureOf('für', asEnglish.words)).toBeLessThan(sureOf('für', found.words));

  // Places that are read in the text around them are read in its language, too.
  const quads = found.words.filter(({ text }) => text === 'für').map(({ quad }) => quad);
  const readQuads = createReadQuads();
  const sureIn = async (language: PageLanguage) => {
    const options = { alternatives: 10, text: [{ read: 0 }], language };
    return sureOf('für', await readQuads({ path, turn: 0 }, models.recogniser, quads, options));
  };
  expect(quads).toHaveLength(1);
  expect(await sureIn('english')).toBeLessThan(await sureIn('german'));
});

test.each([
  [
    'Dutch',
    [
      'De vergadering begint morgen om half tien',
      'en we moeten nog drie dingen kopen',
      'het woordenboek ligt op de keukentafel',
      'vroeger was alles een beetje rustiger',
    ],
    ['vergadering', 'moeten', 'woordenboek', 'keukentafel', 'vroeger', 'beetje'],
  ],
  [
    'Italian',
    [
      'La riunione comincia domani alle dieci',
      'perché dobbiamo ancora comprare il pane',
      'il quaderno è sul tavolo della cucina',
      'questa città è molto più bella',
    ],
    ['riunione', 'domani', 'dobbiamo', 'tavolo', 'cucina', 'città'],
  ],
  [
    'Spanish',
    [
      'La reunión empieza hoy por la tarde',
      'y todavía tenemos que comprar el pan',
      'el cuaderno está sobre la mesa grande',
      'nos vemos después en tu casa',
    ],
    ['reunión', 'empieza', 'tenemos', 'cuaderno', 'después', 'casa'],
  ],
  [
    'Portuguese',
    [
      'A reunião começa amanhã bem cedo',
      'e ainda não temos pão nem queijo',
      'o caderno azul ficou na minha cozinha',
      'depois vamos todos para a cidade',
    ],
    ['reunião', 'começa', 'amanhã', 'não', 'cozinha', 'depois'],
  ],
] as const)('a page of %s words is found out and read', async (language, lines, words) => {
  const found = await readPage(await drawnPage(lines, language), await readingModels(), { alternatives: 10 });
  expect(found.languages === null ? '' : describeLanguages(found.languages)).toBe(language);
  const texts = found.words.map(({ text }) => text);
  for (const text of words) expect(texts).toContain(text);
});

/** The greatest probability of a text among the readings of words. */
function sureOf(text: string, words: readonly { readonly alternatives: readonly Alternative[] }[]): number {
  const readings = words.flatMap(({ alternatives }) => alternatives);
  return Math.max(
    0,
    ...readings.filter((reading) => reading.text === text).map(({ confidence }) => confidence),
  );
}
