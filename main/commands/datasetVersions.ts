import type { Command } from 'commander';
import { z } from 'zod';
import type { ChangeKind, HeldSample, SampleChange } from '../../shared/contract/datasetContents.ts';
import { sampleSchema } from '../../shared/contract/dataset.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { dataCommand, note, print, printJson } from './command.ts';
import { interruptible, versionText } from './datasetWork.ts';

const freezeShape = {
  note: z.string(),
  author: z.string().optional(),
  tag: z.array(z.string()).default([]),
};

export function freezeCommand(): Command {
  return dataCommand('freeze', 'freeze a dataset as a version')
    .argument('<name>', 'dataset name')
    .option('--note <note>', 'note about this version', '')
    .option('--author <name>', 'author (default: your account name)')
    .option('--tag <tag...>', 'tags of this version')
    .onLibrary(freezeShape, async ({ datasets }, options, name: string) => {
      const frozen = await interruptible('images', (work) => {
        const { id: dataset } = datasets.datasetNamed(name);
        const { note: text, author = null, tag: tags } = options;
        return datasets.freezeNow({ dataset, note: text, author, tags }, work);
      });
      const { version, parent, samples, images, isNew } = frozen;
      if (options.json) printJson({ version, parent, samples, images });
      else {
        print(isNew ? `Froze ${name}` : `${name} has not changed since it was last frozen`);
        print(`version\t${version}`);
        print(`${counted(samples, 'sample')} on ${counted(images, 'image')}`);
      }
    });
}

const restoreShape = { dataset: z.string().optional(), replace: z.boolean().default(false) };

export function restoreCommand(): Command {
  return dataCommand('restore', 'restore a dataset to a version')
    .argument('<version>', versionText)
    .option('--dataset <name>', 'dataset name, if several datasets have this version')
    .option('--replace', 'discard changes made since the last freeze')
    .onLibrary(restoreShape, async ({ datasets }, options, text: string) => {
      const { version, dataset } = datasets.heldVersionNamed(text, options.dataset ?? null);
      if (dataset.isChanged && !options.replace) throw changesAtRisk(dataset.name);
      const restored = await datasets.calls.restoreVersion({ dataset: dataset.id, version });
      const { name, head, samples } = restored;
      if (options.json) printJson({ dataset: name, version: head, samples });
      else print(`Restored ${name}: ${counted(samples, 'sample')}`);
    });
}

function changesAtRisk(name: string): InkdexError {
  return new InkdexError(
    'conflict',
    `The dataset "${name}" has changed since it was last frozen. Freeze it first to keep the changes, or discard ` +
      'them with --replace.',
  );
}

export function verifyCommand(): Command {
  return dataCommand('verify', 'check the hash of every file of a version')
    .argument('<version>', versionText)
    .onLibrary({}, async ({ datasets }, options, text: string) => {
      const { version, objects, bad } = await interruptible('objects', (work) =>
        datasets.verifyNow(datasets.versionNamed(text), work),
      );
      if (options.json) printJson({ version, objects, bad });
      else print(`${counted(objects, 'object')}, ${counted(bad.length, 'problem')}`);
      for (const { kind, path, problem } of bad) note(`${kind} ${path}: ${problem}`);
      if (bad.length > 0) process.exitCode = 1;
    });
}

/** Changes fetched in one call. Large, because each call compares the versions again. */
const pageSize = 100_000;

export function diffCommand(): Command {
  return dataCommand('diff', 'list the differences between two versions')
    .argument('<before>', versionText)
    .argument('<after>', versionText)
    .onLibrary({}, async ({ datasets }, options, first: string, second: string) => {
      const ask = {
        before: { version: datasets.versionNamed(first) },
        after: { version: datasets.versionNamed(second) },
        kind: null,
        limit: pageSize,
      };
      const changes: SampleChange[] = [];
      for (let offset = 0; changes.length === offset; offset += pageSize) {
        changes.push(...(await datasets.calls.diffContents({ ...ask, offset })).changes);
      }
      if (options.json) printJson(diffLine(changes));
      else if (changes.length === 0) print('No differences');
      else for (const change of changes) print(changeLine(change));
    });
}

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
