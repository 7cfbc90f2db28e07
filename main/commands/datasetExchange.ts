import { resolve } from 'node:path';
import { Argument, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { datasetNameSchema } from '../../shared/contract/datasetContents.ts';
import type { TakenIn } from '../../shared/contract/datasetWork.ts';
import type { ExchangeFormat } from '../exchange/exchangeFormat.ts';
import { splitRuleSchema, type SplitRule } from '../../shared/contract/dataset.ts';
import { counted, formatCount } from '../../shared/text.ts';
import { isWritable } from '../datasets/exportVersion.ts';
import { InkdexError } from '../../shared/result.ts';
import { skipInvalid } from '../datasets/ingest.ts';
import { packageFormat } from '../datasets/package/packageFormat.ts';
import { note, print, printJson, fitting } from './command.ts';
import { interruptible, versionText } from './datasetWork.ts';
import { argument, asGiven, flag, needed, option, type Parameter } from './parameters.ts';
import { onLibrary, type CommandTable, type Given } from './table.ts';

/** A parser for dataset names. Anything else is wrong usage: exit status 2. */
export const datasetName = fitting(datasetNameSchema, 'Expected 1 to 100 characters without slashes.');

/** The options of a command that fills a dataset. @param rule an example of how it is split */
export function contents(rule: string) {
  return {
    split: option(
      '--split <rule>',
      `split by writer, page or hash: "${rule}" gives 10 % validation, 10 % test`,
      splitRule,
    ),
    licence: option('--licence <licence>', 'licence of the data'),
    add: flag('--add', 'add the samples to an existing dataset'),
    replace: asGiven<boolean | undefined>(
      new Option('--replace', 'replace the contents of an existing dataset, even if edited').conflicts('add'),
    ),
  };
}

/** What the options ask of the dataset. */
export function contentsOf({ add, replace, split, licence }: Given<ReturnType<typeof contents>>) {
  const mode = add ? 'add' : replace === true ? 'replace' : null;
  return { mode, splitRule: split ?? null, licence: licence ?? null } as const;
}

export const exchangeCommands = (formats: readonly ExchangeFormat[]) =>
  ({
    'dataset import': onLibrary(
      'import labelled handwriting as a dataset',
      {
        format: formatOf(formats, 'file format', ({ read }) => read !== null),
        path: argument('<path>', 'file or folder'),
        name: needed('--name <name>', 'dataset name', datasetName),
        recipe: option('--recipe <recipe>', 'import recipe, for formats that have several'),
        columns: option(
          '--columns <field=column...>',
          'column names, for CSV and TSV: "text=transcription"',
          column,
        ),
        ...contents('writer:10,10'),
        keepGood: flag('--keep-good', 'skip invalid records instead of stopping at the first one'),
      },
      async ({ datasets }, { name, format: of, path, recipe = null, columns = null, keepGood, ...given }) => {
        const files = { format: of, path: resolve(path), recipe, columns };
        const ask = { name, ...files, keepGood, ...contentsOf(given) };
        const taken = await interruptible('samples', (work) => datasets.importNow(ask, work)).catch(
          (thrown: unknown) => {
            if (thrown instanceof InkdexError && thrown.message.includes(skipInvalid))
              note('--keep-good skips invalid records.');
            throw thrown;
          },
        );
        printTaken(taken, given.json);
      },
    ),
    'dataset export': onLibrary(
      'export a dataset version',
      {
        format: formatOf(formats, 'file format; `inkdex` exports a complete package', isWritable),
        text: argument('<version>', versionText),
        path: argument('<path>', 'file or folder to create'),
        variant: option('--variant <variant>', 'way to write it, for formats that have several'),
        holder: option('--dataset <name>', 'dataset name, if several datasets have this version'),
        url: option('--url <url>', 'URL of the published package, for metadata.toml and Croissant'),
      },
      async ({ datasets }, { format: as, text, path, variant, holder, url, json }) => {
        const address = z
          .url()
          .nullable()
          .parse(url ?? null);
        const exported = await interruptible('images', (work) => {
          const { version, dataset } = datasets.heldVersionNamed(text, holder ?? null);
          const ask = { format: as, variant, path: resolve(path), url: address };
          return datasets.exportNow({ version, dataset: dataset.id, ...ask }, work);
        });
        if (json) printJson(exported);
        else {
          print(
            `${counted(exported.samples, 'sample')} on ${counted(exported.images, 'image')}: ${exported.path}`,
          );
          for (const loss of exported.losses) print(`not exported\t${loss}`);
        }
      },
    ),
  }) satisfies CommandTable;

export function printTaken({ name, samples, images, cut, skipped, leftOut }: TakenIn, isJson: boolean): void {
  if (isJson) {
    printJson({ dataset: name, samples, ...(cut === 0 ? {} : { cut }), skipped });
    return;
  }
  print(`${name}: ${counted(samples, 'sample')} on ${counted(images, 'image')}`);
  if (cut > 0) print(`cut\t${formatCount(cut)}\toutline beyond its image`);
  for (const [reason, count] of Object.entries(skipped)) print(`skipped\t${formatCount(count)}\t${reason}`);
  for (const { reason, place } of leftOut.slice(0, 10)) note(`${reason}: ${place}`);
}

function formatOf(
  formats: readonly ExchangeFormat[],
  description: string,
  isMeant: (format: ExchangeFormat) => boolean,
): Parameter<string> {
  const names = [packageFormat, ...formats].filter(isMeant).map(({ name }) => name);
  return asGiven(new Argument('<format>', description).choices(names));
}

function column(text: string, before: Record<string, string> = {}): Record<string, string> {
  const match = /^(\w+)=(.+)$/u.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected field=column, such as text=transcription.');
  return { ...before, [match[1] ?? '']: match[2] ?? '' };
}

/** `writer:10,10`: by writer, 10 % for validation and 10 % for test. */
export function splitRule(text: string): SplitRule {
  const match = /^(writer|page|hash)(?::(\d{1,2}),(\d{1,2}))?$/u.exec(text);
  const [, kind, validation = '10', test = '10'] = match ?? [];
  const shares = { validation: Number(validation) / 100, test: Number(test) / 100 };
  const unit = kind === 'hash' ? { unit: 'key' } : {};
  const parsed = splitRuleSchema.safeParse({ kind, shares, salt: '', ...unit });
  if (match !== null && parsed.success) return parsed.data;
  throw new InvalidArgumentError(
    'Expected writer, page or hash, with percentages for validation and test, such as writer:10,10.',
  );
}
