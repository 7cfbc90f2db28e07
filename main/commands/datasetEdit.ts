import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { splitRuleSchema, splitSchema, type SplitRule } from '../../shared/contract/dataset.ts';
import { type HeldSample, noFilter, type SampleFilter } from '../../shared/contract/datasetContents.ts';
import { wordMarkSchema } from '../../shared/contract/word.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import type { DatasetsService } from '../services.ts';
import {
  dataCommand,
  note,
  noteFailure,
  print,
  printJson,
  wholeNumber,
  tell,
  printRow,
  type LibraryCommand,
} from './command.ts';
import { datasetName, splitRule } from './datasetExchange.ts';
import { interruptible } from './datasetWork.ts';

const datasetText = 'dataset name, as listed by `inkdex dataset list`';
const pageSize = 500;

export function renameCommand(): Command {
  return dataCommand('rename', 'rename a dataset')
    .argument('<name>', datasetText)
    .argument('<new-name>', '1 to 100 characters without slashes', datasetName)
    .onLibrary({}, async ({ datasets }, options, name: string, newName: string) => {
      const { id } = datasets.datasetNamed(name);
      const renamed = await datasets.calls.renameDataset({ dataset: id, name: newName });
      tell(options.json, { dataset: renamed.name, samples: renamed.samples }, `Renamed to ${renamed.name}.`);
    });
}

export function deleteCommand(): Command {
  return dataCommand('delete', 'delete a dataset and its versions, except those of another dataset')
    .argument('<name>', datasetText)
    .onLibrary({}, async ({ datasets }, options, name: string) => {
      const { id, samples } = datasets.datasetNamed(name);
      await datasets.calls.deleteDataset({ dataset: id });
      tell(options.json, { dataset: name, samples }, `${name} is deleted.`);
    });
}

export function splitCommand(): Command {
  return dataCommand('split', 'assign the samples of a dataset to training, validation and test')
    .argument('<name>', datasetText)
    .argument('<rule>', 'by writer, page or hash: "writer:10,10" gives 10 % validation, 10 % test', splitRule)
    .onLibrary({}, async ({ datasets }, options, name: string, rule: SplitRule) => {
      const { id } = datasets.datasetNamed(name);
      const { splits } = await datasets.calls.splitDataset({
        dataset: id,
        rule: splitRuleSchema.parse(rule),
      });
      if (options.json) printJson({ dataset: name, splits });
      else
        for (const [split, count] of Object.entries(splits)) print(`${split}\t${counted(count, 'sample')}`);
    });
}

const filterShape = {
  key: z.string().optional(),
  text: z.string().optional(),
  writer: z.string().optional(),
  split: splitSchema.or(z.literal('none')).optional(),
};

/** Samples of a dataset by parts of key and text. */
function withFilter<Of extends LibraryCommand>(command: Of): Of {
  return command
    .option('--key <part>', 'only samples with this in their key')
    .option('--text <part>', 'only samples with this in their text')
    .option('--writer <name>', 'only samples of this writer')
    .choice('--split <split>', 'only samples of this split', [...splitSchema.options, 'none']);
}

function filterOf({ key, text, writer, split }: z.infer<z.ZodObject<typeof filterShape>>): SampleFilter {
  return {
    ...noFilter,
    key: key ?? null,
    text: text ?? null,
    writer: writer === undefined ? null : { name: writer },
    split: split ?? null,
  };
}

export function samplesCommand(): Command {
  return withFilter(dataCommand('samples', 'list the samples of a dataset').argument('<name>', datasetText))
    .option('--augmented <folder>', 'write some as training sees them, each above augmented ones')
    .option('--count <number>', 'how many are written', wholeNumber(1, 10_000), 12)
    .option('--seed <number>', 'which ones, and how they are augmented', wholeNumber(0, 0xffff_ffff), 1)
    .onLibrary(
      { ...filterShape, augmented: z.string().optional(), count: z.number(), seed: z.number() },
      async ({ datasets, training }, options, name: string) => {
        if (options.augmented !== undefined) {
          const folder = resolve(options.augmented);
          const request = {
            dataset: datasets.versionNamed(name),
            folder,
            count: options.count,
            seed: options.seed,
          };
          const count = await interruptible('samples', (work) => training.drawAugmented(request, work));
          if (options.json) printJson({ folder, samples: count });
          else note(`${counted(count, 'sample')} with augmented ones below them: ${folder}`);
          return;
        }
        for await (const sample of everySample(datasets, name, filterOf(options))) {
          printSample(sample, options.json);
        }
      },
    );
}

async function* everySample(
  datasets: DatasetsService,
  name: string,
  filter: SampleFilter,
): AsyncGenerator<HeldSample> {
  const contents = { dataset: datasets.datasetNamed(name).id };
  for (let offset = 0; ; offset += pageSize) {
    const { samples } = await datasets.calls.listSamples({ contents, filter, offset, limit: pageSize });
    yield* samples;
    if (samples.length < pageSize) return;
  }
}

export function printSample(sample: HeldSample, json: boolean): void {
  const { id, width, height, ...label } = sample;
  if (json) printJson({ sample: id, width, height, ...label });
  else print([label.key, label.text.replaceAll('\n', ' '), label.split ?? '', label.writer ?? ''].join('\t'));
}

/** @throws InkdexError `not-found` */
async function sampleWithKey(datasets: DatasetsService, name: string, key: string): Promise<HeldSample> {
  for await (const sample of everySample(datasets, name, { ...noFilter, key })) {
    if (sample.key === key) return sample;
  }
  throw new InkdexError(
    'not-found',
    `The dataset ${name} has no sample with the key ${key}. \`inkdex dataset samples\` lists them.`,
  );
}

export function editCommand(): Command {
  return dataCommand('edit', 'change text, mark, split or writer of a sample')
    .argument('<name>', datasetText)
    .argument('<key>', 'key of the sample, as listed by `inkdex dataset samples`')
    .option('--text <text>', 'what is written there')
    .choice('--mark <mark>', 'what it is', wordMarkSchema.options)
    .choice('--split <split>', 'split, or none', [...splitSchema.options, 'none'])
    .option('--writer <name>', 'writer; an empty one for none')
    .onLibrary(
      {
        text: z.string().optional(),
        mark: wordMarkSchema.optional(),
        split: splitSchema.or(z.literal('none').transform(() => null)).optional(),
        writer: z
          .string()
          .transform((writer) => (writer === '' ? null : writer))
          .optional(),
      },
      async ({ datasets }, options, name: string, key: string) => {
        const { id, text, mark, split, writer } = await sampleWithKey(datasets, name, key);
        await datasets.calls.editSamples({
          dataset: datasets.datasetNamed(name).id,
          edits: [
            {
              sample: id,
              text: options.text ?? text,
              mark: options.mark ?? mark,
              split: options.split === undefined ? split : options.split,
              writer: options.writer === undefined ? writer : options.writer,
            },
          ],
        });
        printSample(await sampleWithKey(datasets, name, key), options.json);
      },
    );
}

export function removeCommand(): Command {
  return dataCommand('remove', 'remove samples from a dataset; its versions stay as they are')
    .argument('<name>', datasetText)
    .argument('<key...>', 'keys of samples, as listed by `inkdex dataset samples`')
    .onLibrary({}, async ({ datasets }, options, name: string, keys: string[]) => {
      const samples = [];
      for (const key of keys) samples.push((await sampleWithKey(datasets, name, key)).id);
      const left = await datasets.calls.removeSamples({
        dataset: datasets.datasetNamed(name).id,
        samples,
      });
      if (options.json) printJson({ dataset: name, removed: keys.length, samples: left.samples });
      else note(`${counted(keys.length, 'sample')} removed; ${counted(left.samples, 'sample')} left.`);
    });
}

export function formatsCommand(): Command {
  return dataCommand('formats', 'list the formats of datasets, or those that a file or folder may have')
    .argument('[path]', 'file or folder to recognise')
    .onLibrary({}, async ({ datasets }, options, path: string | undefined) => {
      if (path !== undefined) {
        const found = await datasets.calls.recogniseFormat({ path: resolve(path) });
        for (const { format, likelihood } of found) {
          printRow(options.json, { format, likelihood }, `${format}\t${likelihood.toFixed(2)}`);
        }
        if (found.length === 0) noteFailure(new InkdexError('data-invalid', unrecognised), path);
        return;
      }
      for (const format of await datasets.calls.listFormats({})) {
        const ways = [...(format.canRead ? ['import'] : []), ...(format.canWrite ? ['export'] : [])];
        printRow(options.json, format, `${format.name}\t${ways.join(', ')}\t${format.title}`);
      }
    });
}

const unrecognised =
  'No known format was recognised. `inkdex dataset formats` lists the formats that can be imported.';
