import { loadImage } from '@napi-rs/canvas';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { readPage } from '../main/reader/reader.ts';
import { boxSchema } from '../shared/geometry.ts';
import { correctedLabels, type ReadLabel } from './labels/corrections.ts';
import { lineSheets, pageSheet, zoomSheet } from './labels/lineSheets.ts';
import { print } from './printTable.ts';
import { openModels } from './shippedModels.ts';

/**
 * Labels the words of a photo by eye, from what Inkdex reads in it: `npm --prefix pretraining run label -- STEP PHOTO.jpg`.
 *
 * `read` writes `PHOTO.jpg.read.json`. `show` draws the photo and its lines with the readings below (`PHOTO.jpg.page.png`,
 * `.lines-0.png` and on). `zoom PHOTO.jpg X,Y,W,H` draws a part. A person writes what is wrong into `PHOTO.jpg.txt`
 * (`labels/corrections.ts` has the forms), and `check` draws them again, says what is wrong with the corrections, and writes
 * `PHOTO.jpg.words.tsv` and `.ignore.tsv`: rows for the tables of `boards` and `elsewhere`.
 */
const [step, path, area = ''] = process.argv.slice(2);
const readSchema = z.array(
  z.object({
    number: z.number(),
    box: boxSchema,
    line: z.number().nullable(),
    text: z.string(),
    confidence: z.number(),
  }),
);

if (path === undefined) usage();
else if (step === 'read') await read(path);
else if (step === 'show') await draw(path, await readingsOf(path));
else if (step === 'zoom') await zoom(path);
else if (step === 'check') await check(path);
else usage();

function usage(): void {
  process.stderr.write('Expected: labelPhoto.ts read|show|check PHOTO, or zoom PHOTO X,Y,W,H\n');
  process.exitCode = 2;
}

async function read(photo: string): Promise<void> {
  const { words } = await readPage(photo, await openModels(2), { alternatives: 1 });
  const labels = words.map(({ box, line, text, confidence }, number): ReadLabel => ({
    number,
    box,
    line,
    text,
    confidence,
  }));
  await writeFile(`${photo}.read.json`, JSON.stringify(labels));
  print(`${photo}: ${labels.length} words`);
}

async function readingsOf(photo: string): Promise<ReadLabel[]> {
  return readSchema.parse(JSON.parse(await readFile(`${photo}.read.json`, 'utf8')));
}

async function draw(photo: string, words: readonly ReadLabel[]): Promise<void> {
  const image = await loadImage(photo);
  await writeFile(`${photo}.page.png`, pageSheet(image, words));
  const sheets = lineSheets(image, words);
  for (const [index, png] of sheets.entries()) await writeFile(`${photo}.lines-${index}.png`, png);
  print(`${photo}: ${words.length} words, ${sheets.length} sheets`);
}

async function zoom(photo: string): Promise<void> {
  const [x = 0, y = 0, width = 400, height = 300] = z.array(z.coerce.number()).parse(area.split(','));
  await writeFile(`${photo}.zoom.png`, zoomSheet(await loadImage(photo), [x, y, width, height]));
}

async function check(photo: string): Promise<void> {
  const found = correctedLabels(await readingsOf(photo), await readFile(`${photo}.txt`, 'utf8'));
  for (const problem of found.problems) print(problem);
  const rowOf = ({ box, text }: ReadLabel): string =>
    [basename(photo), ...box.map(Math.round), text].join('\t');
  const rows = found.words.map(rowOf);
  const ignored = found.ignored.map((region) => rowOf(region).replace(/\t[^\t]*$/u, ''));
  await writeFile(`${photo}.words.tsv`, `${rows.join('\n')}\n`);
  await writeFile(`${photo}.ignore.tsv`, `${ignored.join('\n')}\n`);
  await draw(photo, [...found.words, ...found.ignored]);
}
