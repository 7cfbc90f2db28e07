import { resolve } from 'node:path';
import { Argument } from 'commander';
import { splitRuleSchema, splitSchema } from '../../shared/contract/dataset.ts';
import { type HeldSample, noFilter, type SampleFilter } from '../../shared/contract/datasetContents.ts';
import { wordMarkSchema } from '../../shared/contract/word.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import type { DatasetsService } from '../services.ts';
import { everyOne, noteFailure, print, printJson, wholeNumber, tell, printRow } from './command.ts';
import { datasetName, splitRule } from './datasetExchange.ts';
import { interruptible } from './datasetWork.ts';
import { argument, choice, finding, option } from './parameters.ts';
import { onLibrary, passes, type CommandTable, type Given } from './table.ts';

const datasetText = 'dataset name, as listed by `inkdex dataset list`';
const name = argument('<name>', datasetText);
const dataset = finding(new Argument('<name>', datasetText), ({ services }, named: string) =>
  services.datasets.datasetNamed(named),
);
const filters = {
  key: option('--key <part>', 'only samples with this in their key'),
  text: option('--text <part>', 'only samples with this in their text'),
  writer: option('--writer <name>', 'only samples of this writer'),
  split: choice('--split <split>', 'only samples of this split', [...splitSchema.options, 'none']),
};

/** Samples of datasets, and their splits. */
export const sampleCommands = {
  'dataset samples': onLibrary(
    'list the samples of a dataset',
    {
      name,
      ...filters,
      augmented: option(
        '--augmented <folder>',
        'write some as training sees them, each above augmented ones',
      ),
      count: option('--count <number>', 'how many are written', wholeNumber(1, 10_000), 12),
      seed: option(
        '--seed <number>',
        'which ones, and how they are augmented',
        wholeNumber(0, 0xffff_ffff),
        1,
      ),
    },
    async ({ datasets, training }, { name: of, augmented, count, seed, json, ...filter }) => {
      if (augmented === undefined) {
        for await (const sample of everySample(datasets, of, filterOf(filter))) printSample(sample, json);
        return;
      }
      const folder = resolve(augmented);
      const request = { dataset: datasets.versionNamed(of), folder, count, seed };
      const drawn = await interruptible('samples', (work) => training.drawAugmented(request, work));
      const said = `${counted(drawn, 'sample')} with augmented ones below them: ${folder}`;
      tell(json, { folder, samples: drawn }, said);
    },
  ),
  'dataset edit': onLibrary(
    'change text, mark, split or writer of a sample',
    {
      name,
      key: argument('<key>', 'key of the sample, as listed by `inkdex dataset samples`'),
      text: option('--text <text>', 'what is written there'),
      mark: choice('--mark <mark>', 'what it is', wordMarkSchema.options),
      split: choice('--split <split>', 'split, or none', [...splitSchema.options, 'none']),
      writer: option('--writer <name>', 'writer; an empty one for none'),
    },
    async ({ datasets }, { name: of, key, json, ...given }) => {
      const { id, ...before } = await sampleWithKey(datasets, of, key);
      const { text = before.text, mark = before.mark, split = before.split, writer = before.writer } = given;
      const label = {
        text,
        mark,
        split: split === 'none' ? null : split,
        writer: writer === '' ? null : writer,
      };
      datasets.calls.editSamples({
        dataset: datasets.datasetNamed(of).id,
        edits: [{ sample: id, ...label }],
      });
      printSample(await sampleWithKey(datasets, of, key), json);
    },
  ),
  'dataset remove': onLibrary(
    'remove samples from a dataset; its versions stay as they are',
    { name, keys: argument<string[]>('<key...>', 'keys of samples, as listed by `inkdex dataset samples`') },
    async ({ datasets }, { name: of, keys, json }) => {
      const samples = [];
      for (const key of keys) samples.push((await sampleWithKey(datasets, of, key)).id);
      const left = datasets.calls.removeSamples({ dataset: datasets.datasetNamed(of).id, samples });
      const said = `${counted(keys.length, 'sample')} removed; ${counted(left.samples, 'sample')} left.`;
      tell(json, { dataset: of, removed: keys.length, samples: left.samples }, said);
    },
  ),
  'dataset split': onLibrary(
    'assign the samples of a dataset to training, validation and test',
    {
      dataset,
      rule: argument(
        '<rule>',
        'by writer, page or hash: "writer:10,10" gives 10 % validation, 10 % test',
        splitRule,
      ),
    },
    async ({ datasets }, { dataset: of, rule, json }) => {
      const asked = { dataset: of.id, rule: splitRuleSchema.parse(rule) };
      const { splits } = await datasets.calls.splitDataset(asked);
      if (json) printJson({ dataset: of.name, splits });
      else
        for (const [split, count] of Object.entries(splits)) print(`${split}\t${counted(count, 'sample')}`);
    },
  ),
} satisfies CommandTable;

/** Whole datasets, and their formats. */
export const wholeCommands = {
  'dataset formats': onLibrary(
    'list the formats of datasets, or those that a file or folder may have',
    { path: argument<string | undefined>('[path]', 'file or folder to recognise') },
    async ({ datasets }, { path, json }) => {
      if (path !== undefined) {
        const found = await datasets.calls.recogniseFormat({ path: resolve(path) });
        for (const { format, likelihood } of found) {
          printRow(json, { format, likelihood }, `${format}\t${likelihood.toFixed(2)}`);
        }
        if (found.length === 0) noteFailure(new InkdexError('data-invalid', unrecognised), path);
        return;
      }
      for (const format of datasets.calls.listFormats()) {
        const ways = [...(format.canRead ? ['import'] : []), ...(format.canWrite ? ['export'] : [])];
        printRow(json, format, `${format.name}\t${ways.join(', ')}\t${format.title}`);
      }
    },
  ),
  'dataset rename': passes('renameDataset', {
    about: 'rename a dataset',
    takes: {
      dataset: { ...dataset, value: async (...given) => (await dataset.value(...given)).id },
      name: argument('<new-name>', '1 to 100 characters without slashes', datasetName),
    },
    tells: (renamed) => [{ dataset: renamed.name, samples: renamed.samples }, `Renamed to ${renamed.name}.`],
  }),
  'dataset delete': onLibrary(
    'delete a dataset and its versions, except those of another dataset',
    { dataset },
    ({ datasets }, { dataset: { id, name: of, samples }, json }) => {
      datasets.calls.deleteDataset({ dataset: id });
      tell(json, { dataset: of, samples }, `${of} is deleted.`);
    },
  ),
} satisfies CommandTable;

type Filters = Omit<Given<typeof filters>, 'json'>;

function filterOf({ key, text, writer, split }: Filters): SampleFilter {
  return {
    ...noFilter,
    key: key ?? null,
    text: text ?? null,
    writer: writer === undefined ? null : { name: writer },
    split: split ?? null,
  };
}

function everySample({ calls, ...datasets }: DatasetsService, of: string, filter: SampleFilter) {
  const contents = { dataset: datasets.datasetNamed(of).id };
  return everyOne((page) => calls.listSamples({ contents, filter, ...page }).samples);
}

export function printSample(sample: HeldSample, json: boolean): void {
  const { id, width, height, ...label } = sample;
  if (json) printJson({ sample: id, width, height, ...label });
  else print([label.key, label.text.replaceAll('\n', ' '), label.split ?? '', label.writer ?? ''].join('\t'));
}

/** @throws InkdexError `not-found` */
async function sampleWithKey(datasets: DatasetsService, of: string, key: string): Promise<HeldSample> {
  for await (const sample of everySample(datasets, of, { ...noFilter, key })) {
    if (sample.key === key) return sample;
  }
  throw new InkdexError(
    'not-found',
    `The dataset ${of} has no sample with the key ${key}. \`inkdex dataset samples\` lists them.`,
  );
}

const unrecognised =
  'No known format was recognised. `inkdex dataset formats` lists the formats that can be imported.';
