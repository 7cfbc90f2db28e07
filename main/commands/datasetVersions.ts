import type { Command } from 'commander';
import { z } from 'zod';
import type { ChangeKind, HeldSample, SampleChange } from '../../shared/contract/datasetContents.ts';
import { sampleSchema } from '../../shared/contract/dataset.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { dataCommand, note, optionsOf, print, printJson, withServices } from './command.ts';
import { interruptible } from './datasetWork.ts';

const versionText = 'id, beginning of an id, or name of a dataset for the version that it is at';

export function freezeCommand(): Command {
  return dataCommand('freeze', 'make a version of what a dataset holds')
    .argument('<name>', 'of the dataset')
    .option('--note <note>', 'what is special about it', '')
    .option('--author <name>', 'who made it; the name of your account when left out')
    .option('--tag <tag...>', 'words to find it by')
    .action(async (name: string, _options, command: Command) => {
      const shape = {
        note: z.string(),
        author: z.string().optional(),
        tag: z.array(z.string()).default([]),
      };
      const options = optionsOf(command, shape);
      const frozen = await withServices(options, ({ datasets }) =>
        interruptible('images', (work) => {
          const { id: dataset } = datasets.datasetNamed(name);
          const { note: text, author = null, tag: tags } = options;
          return datasets.freezeNow({ dataset, note: text, author, tags }, work);
        }),
      );
      const { version, parent, samples, images, isNew } = frozen;
      if (!options.json) print(isNew ? `Frozen ${name}` : `${name} is that version already`);
      printJson({ version, parent, samples, images });
    });
}

export function restoreCommand(): Command {
  return dataCommand('restore', 'make a dataset what it was in a version')
    .argument('<version>', versionText)
    .option('--dataset <name>', 'which one, where several have the version')
    .option('--replace', 'what it holds, changed since it was last frozen or not')
    .action(async (text: string, _options, command: Command) => {
      const shape = { dataset: z.string().optional(), replace: z.boolean().default(false) };
      const options = optionsOf(command, shape);
      const dataset = await withServices(options, async ({ datasets }) => {
        const { version, dataset: held } = datasets.heldVersionNamed(text, options.dataset ?? null);
        if (held.isChanged && !options.replace) throw wouldBeGone(held.name);
        return await datasets.calls.restoreVersion({ dataset: held.id, version });
      });
      if (!options.json) print(`${dataset.name} is what it was`);
      printJson({ dataset: dataset.name, version: dataset.head, samples: dataset.samples });
    });
}

function wouldBeGone(name: string): InkdexError {
  return new InkdexError(
    'conflict',
    `The dataset "${name}" was changed since it was last frozen, and its changes are in no version. Freeze it ` +
      'first, or let them be replaced (--replace).',
  );
}

export function verifyCommand(): Command {
  return dataCommand('verify', 'hash a version anew, and say what is not what it was')
    .argument('<version>', versionText)
    .action(async (text: string, _options, command: Command) => {
      const options = optionsOf(command, {});
      const { version, objects, bad } = await withServices(options, ({ datasets }) =>
        interruptible('objects', (work) => datasets.verifyNow(datasets.versionNamed(text), work)),
      );
      if (!options.json) print(`${counted(objects, 'object')}, ${String(bad.length)} bad`);
      for (const { kind, path, problem } of bad) note(`bad ${kind} ${path}: ${problem}`);
      printJson({ version, objects, bad });
      if (bad.length > 0) process.exitCode = 1;
    });
}

/** Changes fetched together: the versions are compared anew for each page. */
const pageSize = 100_000;

export function diffCommand(): Command {
  return dataCommand('diff', 'what became of one version in another')
    .argument('<before>', versionText)
    .argument('<after>', versionText)
    .action(async (first: string, second: string, _options, command: Command) => {
      const options = optionsOf(command, {});
      const changes = await withServices(options, async ({ datasets }) => {
        const before = { version: datasets.versionNamed(first) };
        const after = { version: datasets.versionNamed(second) };
        const found: SampleChange[] = [];
        for (let offset = 0; ; offset += pageSize) {
          const page = await datasets.calls.diffContents({
            before,
            after,
            kind: null,
            offset,
            limit: pageSize,
          });
          found.push(...page.changes);
          if (page.changes.length < pageSize) return found;
        }
      });
      if (!options.json) for (const change of changes) print(changeLine(change));
      printJson(diffLine(changes));
    });
}

const plainSample = z.object(sampleSchema.shape);

function plain(sample: HeldSample | null): object | null {
  return sample === null ? null : plainSample.parse(sample);
}

/** `other`, such as another writer, is there only where there is any. */
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
