import type { Command } from 'commander';
import type { VersionId, VersionRecord } from '../../shared/contract/dataset.ts';
import type { Statistics } from '../../shared/contract/datasetContents.ts';
import { counted, formatCount } from '../../shared/text.ts';
import { dataCommand, print, printJson } from './command.ts';
import { versionText } from './datasetWork.ts';

export function listCommand(): Command {
  return dataCommand('list', 'list datasets and their versions').onLibrary(
    {},
    async ({ datasets }, options) => {
      for (const dataset of await datasets.calls.listDatasets({})) {
        const versions = await datasets.calls.listVersions({ dataset: dataset.id });
        const { name, samples, images, head, isChanged } = dataset;
        if (options.json) {
          const ids = versions.map(({ version }) => version);
          printJson({ dataset: name, samples, images, version: head, changed: isChanged, versions: ids });
          continue;
        }
        const state = isChanged ? (head === null ? 'not frozen' : 'changed since last freeze') : 'frozen';
        print(`${name}\t${counted(samples, 'sample')}\t${state}`);
        for (const record of versions) print(`  ${describeRecord(record)}`);
      }
    },
  );
}

export function showCommand(): Command {
  return dataCommand('show', 'show a version with its statistics')
    .argument('<version>', versionText)
    .onLibrary({}, async ({ datasets }, options, version: string) => {
      const id = datasets.versionNamed(version);
      const records = await datasets.calls.getVersion({ version: id });
      const statistics = await datasets.calls.getStatistics({ contents: { version: id } });
      const splits = await datasets.calls.checkSplits({ contents: { version: id } });
      if (options.json) {
        const straddling = { writers: splits.writers, pages: splits.pages };
        for (const record of records) printJson({ ...record, ...statistics, straddling });
        return;
      }
      for (const record of records) print(describeRecord(record));
      printStatistics(statistics, id);
      for (const { name } of splits.writers) print(`writer in several splits\t${name}`);
      for (const { name } of splits.pages) print(`page in several splits\t${name}`);
    });
}

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
