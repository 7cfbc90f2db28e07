import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { recogniseWords } from '../../main/reader/recogniseWords.ts';
import { readPage } from '../../main/reader/reader.ts';
import type { ReadingModels } from '../../main/reader/models/sessions.ts';
import { boards, frenchCrops, iamLike } from '../../pretraining/data.ts';
import { detectionSection, pageErrors, type PageErrors } from './errors/detectionErrors.ts';
import { knownTerms } from './errors/knownTerms.ts';
import { readingSection, type ReadSample } from './errors/readingErrors.ts';
import { reportPage, summaryOf, type Section } from './errors/report.ts';
import { pictureFacts, sizeFacts, textFacts } from './errors/wordFacts.ts';
import { openModels } from '../../pretraining/shippedModels.ts';
import { note, print, printTable } from '../../pretraining/printTable.ts';
import { writeSheets } from './report/contactSheet.ts';
import { openPage, samplesOfCrops, samplesOfPages, type WordSample } from './report/wordSamples.ts';

/**
 * What goes wrong on the development sets, by cause, and what it looks like: `npm run errors`,
 * `-- --set boards` for one set. Prints tables; a page with the worst crops and the tables as JSON lie
 * in test-results/errors.
 */
const { values } = parseArgs({
  options: {
    set: { type: 'string' },
    limit: { type: 'string', default: '300' },
    out: { type: 'string', default: join(import.meta.dirname, '../../test-results/errors') },
  },
});
const limit = Number(values.limit);
const isKnown = knownTerms();
const alternatives = 10;

const sections = {
  detection: async (models: ReadingModels) => await detection(models),
  boards: async (models: ReadingModels) =>
    await reading('boards dev, boxed words', samplesOfPages(await boards('dev')), models),
  french: async (models: ReadingModels) =>
    await reading('copiste_fr, kept pages', samplesOfCrops((await frenchCrops()).kept), models),
  iam: async (models: ReadingModels) =>
    await reading('iam-like testset_v', samplesOfCrops(await iamLike('testset_v')), models),
};
const chosen = Object.entries(sections).filter(([name]) => values.set === undefined || values.set === name);

if (chosen.length === 0) {
  note(`There is no set "${values.set ?? ''}": expected ${Object.keys(sections).join(', ')}.`);
  process.exitCode = 2;
} else await reportErrors();

async function reportErrors(): Promise<void> {
  const models = await openModels(2);
  const done: Section[] = [];
  await mkdir(values.out, { recursive: true });
  for (const [name, sectionOf] of chosen) {
    const section = await sectionOf(models);
    done.push(section);
    await writeSheets(values.out, name, section.cells);
    print(`\n${section.title}`);
    for (const { title, header, rows } of section.tables) {
      print(`\n${title}`);
      printTable(header, rows);
    }
  }
  await writeFile(join(values.out, 'index.html'), await reportPage('Errors on the development sets', done));
  await writeFile(join(values.out, 'summary.json'), JSON.stringify(summaryOf(done), null, 2));
  print(`\nPictures: ${join(values.out, 'index.html')}`);
}

async function detection(models: ReadingModels): Promise<Section> {
  const pages: PageErrors[] = [];
  for (const page of await boards('dev')) {
    const { words } = await readPage(page.path, models, { alternatives: 1 });
    pages.push(pageErrors(page, await openPage(page.path), words, isKnown));
  }
  return detectionSection('boards dev', pages, limit);
}

async function reading(
  title: string,
  batches: AsyncIterable<readonly WordSample[]>,
  { recogniser }: ReadingModels,
): Promise<Section> {
  const read: ReadSample[] = [];
  for await (const samples of batches) {
    const images = samples.map(({ ink }) => ink);
    const found = await recogniseWords(recogniser, images, { alternatives });
    const readings = found.map((word) => word.alternatives);
    for (const [index, sample] of samples.entries()) {
      const { file, box, label, ink } = sample;
      const colours = sample.picture();
      const isWrong = readings[index]?.[0]?.text !== label;
      read.push({
        place: box === null ? file : `${file} ${box.join(',')}`,
        truth: label,
        readings: readings[index] ?? [],
        facts: {
          ...(box === null ? {} : { ...sizeFacts(box), page: file }),
          ...textFacts(label, isKnown),
          ...pictureFacts(ink, colours),
        },
        picture: isWrong ? colours : null,
      });
    }
  }
  return readingSection(title, read, limit);
}
