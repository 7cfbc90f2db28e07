import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { sampleLevelSchema } from '../../shared/contract/dataset.ts';
import { datasetNameSchema, type LibraryQuery } from '../../shared/contract/datasetContents.ts';
import { photoProgressSchema, photoStatusSchema } from '../../shared/contract/photo.ts';
import { counted } from '../../shared/text.ts';
import { dataCommand, optionsOf, print, printJson, withServices } from './command.ts';
import { contentsOf, contentsShape, datasetName, printTaken, withContents } from './datasetExchange.ts';
import { interruptible } from './datasetWork.ts';

const shape = {
  level: sampleLevelSchema,
  folder: z.string().optional(),
  search: z.string().optional(),
  status: photoStatusSchema.optional(),
  progress: photoProgressSchema.optional(),
  language: z.string().optional(),
  writer: z.string().optional(),
  unconfirmed: z.boolean().default(false),
  leastConfidence: z.number().optional(),
  ...contentsShape,
  count: z.boolean().default(false),
};
type Options = z.infer<z.ZodObject<typeof shape>>;

/** `inkdex dataset create`: a dataset of the labels of the library. */
export function createCommand(): Command {
  const command = dataCommand('create', 'create a dataset of the labels of the library, or update it')
    .argument('<name>', 'dataset name', datasetName)
    .choice('--level <level>', 'what a sample is', sampleLevelSchema.options, 'word')
    .option('--folder <folder>', 'only photos in this folder and its subfolders')
    .option('--search <query>', 'only photos that a search finds, such as album:Boards')
    .choice('--status <status>', 'only photos with this status', photoStatusSchema.options)
    .choice('--progress <progress>', 'only photos with this labelling progress', photoProgressSchema.options)
    .option('--language <language>', 'only photos in this language: en, fr, de, es or it')
    .option('--writer <name>', 'writer of all samples')
    .option('--unconfirmed', 'also unconfirmed readings; do not train on them')
    .option('--least-confidence <fraction>', 'least confidence of an unconfirmed reading, 0 to 1', Number);
  return withContents(command, 'page:10,10')
    .option('--count', 'only say how many samples it would have')
    .action(async (name: string, _options, command: Command) => {
      const options = optionsOf(command, shape);
      const query = queryOf(options);
      await withServices(options, async ({ datasets }) => {
        if (options.count) {
          const { samples, photos } = await datasets.calls.countLibrary({ query });
          if (options.json) printJson({ dataset: name, samples, photos });
          else print(`${counted(samples, options.level)} on ${counted(photos, 'photo')}`);
          return;
        }
        const ask = { name: datasetNameSchema.parse(name), dataset: null, query, ...contentsOf(options) };
        const taken = await interruptible('samples', (work) => datasets.createNow(ask, work));
        printTaken(taken, options.json);
      });
    });
}

function queryOf({ level, folder, search, status, progress, language, writer, ...labels }: Options) {
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
