import { z } from 'zod';
import type {
  ChangeKind,
  HeldSample,
  SampleChange,
  Statistics,
} from '../../shared/contract/datasetContents.ts';
import { sampleSchema, type VersionId, type VersionRecord } from '../../shared/contract/dataset.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted, formatCount } from '../../shared/text.ts';
import { note, print, printJson, printRow, wholeNumber } from './command.ts';
import { interruptible, versionText } from './datasetWork.ts';
import { argument, flag, option } from './parameters.ts';
import { onLibrary, type CommandTable } from './table.ts';

const version = argument('<version>', versionText);

export const freezeCommands = {
  'dataset freeze': onLibrary(
    'freeze a dataset as a version',
    {
      name: argument('<name>', 'dataset name'),
      text: option('--note <note>', 'note about this version', String, ''),
      author: option('--author <name>', 'author (default: your account name)'),
      tags: option<string[]>('--tag <tag...>', 'tags of this version'),
    },
    async ({ datasets }, { name, text, author = null, tags = [], json }) => {
      const frozen = await interruptible('images', (work) => {
        const { id: dataset } = datasets.datasetNamed(name);
        return datasets.freezeNow({ dataset, note: text, author, tags }, work);
      });
      const { version: id, parent, samples, images, isNew } = frozen;
      if (json) printJson({ version: id, parent, samples, images });
      else {
        print(isNew ? `Froze ${name}` : `${name} has not changed since it was last frozen`);
        print(`version\t${id}`);
        print(`${counted(samples, 'sample')} on ${counted(images, 'image')}`);
      }
    },
  ),
} satisfies CommandTable;

export const restoreCommands = {
  'dataset restore': onLibrary(
    'restore a dataset to a version',
    {
      version,
      holder: option('--dataset <name>', 'dataset name, if several datasets have this version'),
      replace: flag('--replace', 'discard changes made since the last freeze'),
    },
    ({ datasets }, { version: text, holder, replace, json }) => {
      const { version: id, dataset } = datasets.heldVersionNamed(text, holder ?? null);
      if (dataset.isChanged && !replace) throw changesAtRisk(dataset.name);
      const restored = datasets.calls.restoreVersion({ dataset: dataset.id, version: id });
      const { name, head, samples } = restored;
      const line = `Restored ${name}: ${counted(samples, 'sample')}`;
      printRow(json, { dataset: name, version: head, samples }, line);
    },
  ),
} satisfies CommandTable;

export const versionCommands = {
  'dataset verify': onLibrary(
    'check the hash of every file of a version',
    { version },
    async ({ datasets }, { version: text, json }) => {
      const found = await interruptible('objects', (work) =>
        datasets.verifyNow(datasets.versionNamed(text), work),
      );
      const { version: id, objects, bad } = found;
      const line = `${counted(objects, 'object')}, ${counted(bad.length, 'problem')}`;
      printRow(json, { version: id, objects, bad }, line);
      for (const { kind, path, problem } of bad) note(`${kind} ${path}: ${problem}`);
      if (bad.length > 0) process.exitCode = 1;
    },
  ),
  'dataset diff': onLibrary(
    'list the differences between two versions',
    { first: argument('<before>', versionText), second: argument('<after>', versionText) },
    ({ datasets }, { first, second, json }) => {
      const ask = {
        before: { version: datasets.versionNamed(first) },
        after: { version: datasets.versionNamed(second) },
        kind: null,
        limit: pageSize,
      };
      const changes: SampleChange[] = [];
      for (let offset = 0; changes.length === offset; offset += pageSize) {
        changes.push(...datasets.calls.diffContents({ ...ask, offset }).changes);
      }
      if (json) printJson(diffLine(changes));
      else if (changes.length === 0) print('No differences');
      else for (const change of changes) print(changeLine(change));
    },
  ),
} satisfies CommandTable;

function changesAtRisk(name: string): InkdexError {
  return new InkdexError(
    'conflict',
    `The dataset "${name}" has changed since it was last frozen. Freeze it first to keep the changes, or discard ` +
      'them with --replace.',
  );
}

/** Changes fetched in one call. Large, because each call compares the versions again. */
const pageSize = 100_000;

const plainSample = z.object(sampleSchema.shape);

function plain(sample: HeldSample | null): object | null {
  return sample === null ? null : plainSample.parse(sample);
}

/** Has `other` (a changed writer, for example) only if there is such a change. */
function diffLine(changes: readonly SampleChange[]): object {
  const of = (kind: ChangeKind): SampleChange[] => changes.filter(({ kinds }) => kinds.includes(kind));
  const pairs = (kind: ChangeKind): object[] =>
    of(kind).map(({ before, after }) => ({ before: plain(before), after: plain(after) }));
  const other = pairs('other');
  return {
    added: of('added').map(({ after }) => plain(after)),
    removed: of('removed').map(({ before }) => plain(before)),
    text: pairs('text'),
    box: pairs('box'),
    split: pairs('split'),
    ...(other.length === 0 ? {} : { other }),
  };
}

function changeLine({ key, kinds, before, after }: SampleChange): string {
  const text = (sample: HeldSample | null): string => (sample === null ? '' : JSON.stringify(sample.text));
  return `${kinds.join(', ')}\t${key}\t${text(before)}\t${text(after)}`;
}

export const showCommands = {
  'dataset list': onLibrary('list datasets and their versions', {}, ({ datasets }, { json }) => {
    for (const dataset of datasets.calls.listDatasets()) {
      const versions = datasets.calls.listVersions({ dataset: dataset.id });
      const { name, samples, images, head, isChanged } = dataset;
      if (json) {
        const ids = versions.map(({ version }) => version);
        printJson({ dataset: name, samples, images, version: head, changed: isChanged, versions: ids });
        continue;
      }
      const state = isChanged ? (head === null ? 'not frozen' : 'changed since last freeze') : 'frozen';
      print(`${name}\t${counted(samples, 'sample')}\t${state}`);
      for (const record of versions) print(`  ${describeRecord(record)}`);
    }
  }),
  'dataset show': onLibrary(
    'show a version with its statistics',
    { version: argument('<version>', versionText) },
    ({ datasets }, { version: text, json }) => {
      const version = datasets.versionNamed(text);
      const records = datasets.calls.getVersion({ version });
      const statistics = datasets.calls.getStatistics({ contents: { version } });
      const splits = datasets.calls.checkSplits({ contents: { version } });
      if (json) {
        const straddling = { writers: splits.writers, pages: splits.pages };
        for (const record of records) printJson({ ...record, ...statistics, straddling });
        return;
      }
      for (const record of records) print(describeRecord(record));
      printStatistics(statistics, version);
      for (const { name } of splits.writers) print(`writer in several splits\t${name}`);
      for (const { name } of splits.pages) print(`page in several splits\t${name}`);
    },
  ),
} satisfies CommandTable;

function describeRecord({ version, dataset, frozenAt, author, samples, note }: VersionRecord): string {
  const by = author === '' ? '' : ` by ${author}`;
  return `${version.slice(0, 12)}\t${dataset}\t${frozenAt}${by}\t${counted(samples, 'sample')}\t${note}`;
}

function printStatistics(statistics: Statistics, version: VersionId): void {
  const { samples, images, splits, writers, pages, letters, rare, sources } = statistics;
  print(`version\t${version}`);
  print(`samples\t${formatCount(samples)}\nimages\t${formatCount(images)}`);
  for (const [split, count] of Object.entries(splits)) print(`split ${split}\t${formatCount(count)}`);
  print(`writers\t${formatCount(writers.total)}\npages\t${formatCount(pages)}`);
  for (const { kind, source, samples: made } of sources) print(`by ${kind} ${source}\t${formatCount(made)}`);
  print(`characters\t${letters.map(({ letter, count }) => `${letter} ${formatCount(count)}`).join('  ')}`);
  if (rare.length > 0) print(`too rare to learn\t${rare.join(' ')}`);
}

const takes = {
  version: argument('<version>', versionText),
  limit: option('--limit <count>', 'number to list', wholeNumber(1, 500), 50),
};

export const checkCommands = {
  /** The same or nearly the same pictures. */
  'dataset duplicates': onLibrary(
    'find duplicates and near-duplicates, those across splits first',
    takes,
    async ({ datasets }, { version, limit, json }) => {
      const contents = { version: datasets.versionNamed(version) };
      await interruptible('pictures', (work) => datasets.compareNow(contents, work));
      const { total, groups } = datasets.calls.listLookAlikes({ contents, offset: 0, limit });
      for (const { kind, isAcrossSplits, samples, size } of groups) {
        const keys = samples.map(({ key }) => key);
        const line = [kind, isAcrossSplits ? 'across splits' : 'in one split', ...keys].join('\t');
        printRow(json, { kind, isAcrossSplits, size, keys }, line);
      }
      note(`${counted(total, 'group')}.`);
    },
  ),
  /** Labels that the recogniser contradicts. */
  'dataset suspects': onLibrary(
    'read all words, and list the labels that the recogniser contradicts',
    takes,
    async ({ datasets }, { version, limit, json }) => {
      const contents = { version: datasets.versionNamed(version) };
      await interruptible('words', (work) => datasets.readNow(contents, work));
      const { total, words, suspects } = await datasets.calls.listSuspects({ contents, offset: 0, limit });
      for (const { sample, ...found } of suspects) {
        const { reading, confidence, labelConfidence, kind } = found;
        const value = { key: sample.key, text: sample.text, reading, confidence, labelConfidence, kind };
        printRow(json, value, [sample.key, sample.text, reading, confidence.toFixed(2), kind].join('\t'));
      }
      note(`${formatCount(total)} of ${counted(words, 'word')}.`);
    },
  ),
} satisfies CommandTable;
