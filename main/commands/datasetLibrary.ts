import { parse, resolve } from 'node:path';
import { Option } from 'commander';
import { sampleLevelSchema } from '../../shared/contract/dataset.ts';
import type { LibraryQuery } from '../../shared/contract/datasetContents.ts';
import { photoProgressSchema, photoStatusSchema } from '../../shared/contract/photo.ts';
import { counted } from '../../shared/text.ts';
import { printRow, wholeNumber } from './command.ts';
import { contents, contentsOf, datasetName, printTaken } from './datasetExchange.ts';
import { interruptible, versionText } from './datasetWork.ts';
import { argument, asGiven, choice, flag, needed, option } from './parameters.ts';
import { onLibrary, type CommandTable, type Given } from './table.ts';

const filters = {
  level: choice('--level <level>', 'what a sample is', sampleLevelSchema.options, 'word'),
  folder: option('--folder <folder>', 'only photos in this folder and its subfolders'),
  search: option('--search <query>', 'only photos that a search finds, such as album:Boards'),
  status: choice('--status <status>', 'only photos with this status', photoStatusSchema.options),
  progress: choice(
    '--progress <progress>',
    'only photos with this labelling progress',
    photoProgressSchema.options,
  ),
  language: option('--language <language>', 'only photos in this language: en, fr, de, es or it'),
  writer: option('--writer <name>', 'writer of all samples'),
  unconfirmed: flag('--unconfirmed', 'also unconfirmed readings; do not train on them'),
  leastConfidence: option(
    '--least-confidence <fraction>',
    'least confidence of an unconfirmed reading, 0 to 1',
    Number,
  ),
};

/** Datasets that are made: of the labels of the library, of texts, and of another dataset. */
export const makingCommands = {
  'dataset create': onLibrary(
    'create a dataset of the labels of the library, or update it',
    {
      name: argument('<name>', 'dataset name', datasetName),
      ...filters,
      ...contents('page:10,10'),
      count: flag('--count', 'only say how many samples it would have'),
    },
    async ({ datasets }, { name, count, json, ...given }) => {
      const query = queryOf(given);
      if (count) {
        const { samples, photos } = await datasets.calls.countLibrary({ query });
        const line = `${counted(samples, query.level)} on ${counted(photos, 'photo')}`;
        printRow(json, { dataset: name, samples, photos }, line);
        return;
      }
      const ask = { name, dataset: null, query, ...contentsOf({ ...given, json }) };
      printTaken(await interruptible('samples', (work) => datasets.createNow(ask, work)), json);
    },
  ),
  'dataset draw': onLibrary(
    'draw texts with handwriting fonts as a dataset',
    {
      texts: needed('--texts <file>', 'text file in UTF-8: its words, or its lines with --lines'),
      count: needed('--count <number>', 'number of samples', wholeNumber(1, 1_000_000)),
      fonts: option(
        '--fonts <folder>',
        'folder of .ttf, .otf, .woff or .woff2 files (default: the ten fonts of Inkdex)',
      ),
      glyphs: asGiven<string | undefined>(
        new Option(
          '--glyphs <dataset>',
          'compose lines of the characters of a dataset, such as an import of EMNIST (EMNIST Lines)',
        )
          .argParser(datasetName)
          .conflicts(['fonts', 'lines']),
      ),
      name: option(
        '--name <name>',
        'dataset name (default: "Drawn" and the name of the text file)',
        datasetName,
      ),
      lines: flag('--lines', 'draw lines instead of words'),
      seed: option('--seed <number>', 'the same seed draws the same samples', wholeNumber(0, 0xffffffff)),
      ...contents('writer:10,10'),
    },
    async ({ datasets }, { name, texts, fonts, glyphs, count, lines, seed = 1, ...given }) => {
      const ask = {
        name: name ?? `Drawn ${parse(texts).name}`.slice(0, 100),
        texts: { path: resolve(texts) },
        fonts: fonts === undefined ? null : resolve(fonts),
        ...(glyphs !== undefined && { glyphs }),
        level: lines || glyphs !== undefined ? ('line' as const) : ('word' as const),
        count,
        seed,
        ...contentsOf(given),
      };
      printTaken(await interruptible('samples', (work) => datasets.drawNow(ask, work)), given.json);
    },
  ),
  'dataset cut': onLibrary(
    'cut the words of a version into single characters as a dataset',
    {
      text: argument('<version>', versionText),
      name: needed('--name <name>', 'dataset name', datasetName),
    },
    async ({ datasets }, { name, text, json }) => {
      const ask = { name, version: datasets.versionNamed(text) };
      printTaken(await interruptible('words', (work) => datasets.cutNow(ask, work)), json);
    },
  ),
} satisfies CommandTable;

type Filters = Omit<Given<typeof filters>, 'json'>;

function queryOf({ level, folder, search, status, progress, language, writer, ...labels }: Filters) {
  return {
    level,
    folder: folder === undefined ? null : resolve(folder),
    search: search ?? null,
    status: status ?? null,
    progress: progress ?? null,
    language: language ?? null,
    writer: writer ?? null,
    photos: [],
    confirmedOnly: !labels.unconfirmed,
    leastConfidence: labels.leastConfidence ?? null,
  } satisfies LibraryQuery;
}
