/** Writes the French pages with the places of their lines into the folder that is given, as Inkdex JSON lines. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../../pretraining/data.ts';
import { cell, numberCell, readTable } from '../../pretraining/tables.ts';
import { quadOfBox } from '../../shared/geometry.ts';

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
    const [x, y, width, height] = [
      numberCell(row, 'x'),
      numberCell(row, 'y'),
      numberCell(row, 'w'),
      numberCell(row, 'h'),
    ];
    samples.push(
      JSON.stringify({
        key: `${page}/${line}`,
        level: 'line',
        file: page,
        quad: quadOfBox([x, y, width, height]),
        polygon: null,
        text: cell(row, 'text').normalize('NFC'),
        mark: 'text',
        split: null,
        writer: null,
        page,
        line,
        position: null,
        language: 'fr',
        alternatives: [],
        image,
      }),
    );
  }
}
const header = JSON.stringify({ format: 'inkdex-samples', version: 1 });
await writeFile(join(folder, 'samples.jsonl'), [header, ...samples, ''].join('\n'));
