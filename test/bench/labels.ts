import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSessions } from '../../main/reader/models/sessions.ts';
import { boards, frenchCrops } from '../../pretraining/data.ts';
import { checkLabels, type ContradictedLabel } from './labels/checkLabels.ts';
import { recogniserPath } from '../../pretraining/shippedModels.ts';
import { note, print, printTable } from '../../pretraining/printTable.ts';
import { writeSheets } from './report/contactSheet.ts';
import { samplesOfCrops, samplesOfPages } from './report/wordSamples.ts';

/**
 * Labels that the recogniser firmly contradicts, worst first, as contact sheets and a table:
 * `npm run labels`, `-- --set boards` for one set. What a person then sees to be wrong goes into
 * main/ml/starter/labelCorrections.tsv; the table's first columns are that file's.
 */
const { values } = parseArgs({
  options: {
    set: { type: 'string' },
    limit: { type: 'string', default: '1000' },
    out: { type: 'string', default: join(import.meta.dirname, '../../test-results/labels') },
  },
});
const sets = {
  boards: async () => samplesOfPages(await boards('train')),
  'boards-dev': async () => samplesOfPages(await boards('dev')),
  french: async () => samplesOfCrops((await frenchCrops()).train),
  'french-kept': async () => samplesOfCrops((await frenchCrops()).kept),
};
const chosen = Object.entries(sets).filter(([name]) => values.set === undefined || values.set === name);

if (chosen.length === 0) {
  note(`There is no set "${values.set ?? ''}": expected ${Object.keys(sets).join(', ')}.`);
  process.exitCode = 2;
} else await checkAll();

async function checkAll(): Promise<void> {
  const recogniser = await createSessions().open('recogniser', recogniserPath, 2);
  await mkdir(values.out, { recursive: true });
  const rows: string[][] = [];
  for (const [name, samples] of chosen) {
    const { words, contradicted } = await checkLabels(await samples(), recogniser);
    const count = (kind: string) => String(contradicted.filter((label) => label.kind === kind).length);
    const counts = [count('letters'), count('part'), count('form')];
    rows.push([name, String(words), String(contradicted.length), ...counts]);
    await writeTable(name, contradicted);
    await writeSheets(values.out, name, contradicted.slice(0, Number(values.limit)).map(cellOf));
  }
  printTable(['', 'labels', 'contradicted', 'letters', 'part', 'form'], rows);
  print(`Sheets and tables lie in ${values.out}.`);
}

async function writeTable(name: string, labels: readonly ContradictedLabel[]): Promise<void> {
  const header = ['file', 'x', 'y', 'w', 'h', 'label', 'reading', 'probability', 'margin', 'kind', 'number'];
  const lines = labels.map(({ file, box, label, reading, probability, margin, kind }, index) =>
    [
      file,
      ...(box ?? ['', '', '', '']),
      label,
      reading,
      probability.toFixed(3),
      margin.toFixed(1),
      kind,
      String(index),
    ].join('\t'),
  );
  await writeFile(join(values.out, `${name}.tsv`), [header.join('\t'), ...lines, ''].join('\n'));
}

function cellOf({ file, label, reading, probability, margin, picture }: ContradictedLabel, index: number) {
  const captions = [
    `${index}: ${label}`,
    `reads ${reading} ${probability.toFixed(2)}, ${margin.toFixed(1)} nats`,
    file,
  ];
  return { picture, captions };
}
