/** Writes the French pages with the places of their lines into the folder that is given, as Inkdex JSON lines. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boxOfRow, dataFolder } from '../../pretraining/data.ts';
import { cell, readTable } from '../../pretraining/tables.ts';
import { quadOfBox } from '../../shared/geometry.ts';
import { bareLabel } from '../../main/exchange/records.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give the folder to write to.');
await mkdir(join(folder, 'images'), { recursive: true });
const rows = await readTable(join(dataFolder, 'pages', 'lines.tsv'), ['page', 'text', 'x', 'y', 'w', 'h']);
const pages = Map.groupBy(rows, (row) => cell(row, 'page'));
const samples: string[] = [];
for (const [page, lines] of pages) {
  const image = `images/${page}`;
  await copyFile(join(dataFolder, 'pages', image), join(folder, image));
  for (const [line, row] of lines.entries()) {
    samples.push(
      JSON.stringify({
        ...bareLabel,
        key: `${page}/${line}`,
        level: 'line',
        file: page,
        quad: quadOfBox(boxOfRow(row)),
        text: cell(row, 'text').normalize('NFC'),
        page,
        line,
        language: 'fr',
        image,
      }),
    );
  }
}
const header = JSON.stringify({ format: 'inkdex-samples', version: 1 });
await writeFile(join(folder, 'samples.jsonl'), [header, ...samples, ''].join('\n'));
