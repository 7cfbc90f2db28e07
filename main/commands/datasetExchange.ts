import { resolve } from 'node:path';
import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { z } from 'zod';
import { datasetNameSchema } from '../../shared/contract/datasetContents.ts';
import type { TakenIn } from '../../shared/contract/datasetWork.ts';
import type { ExchangeFormat } from '../../shared/exchange.ts';
import { splitRuleSchema, type SplitRule } from '../../shared/contract/splitRule.ts';
import { counted } from '../../shared/text.ts';
import { isWritable } from '../datasets/exportVersion.ts';
import { packageFormat } from '../datasets/package/packageFormat.ts';
import { exchangeFormats } from '../exchange/formats.ts';
import { dataCommand, note, optionsOf, print, printJson, withServices } from './command.ts';
import { interruptible } from './datasetWork.ts';

const importShape = {
  name: datasetNameSchema,
  recipe: z.string().optional(),
  columns: z.record(z.string(), z.string()).optional(),
  add: z.boolean().default(false),
  replace: z.boolean().default(false),
  keepGood: z.boolean().default(false),
  split: splitRuleSchema.optional(),
  licence: z.string().optional(),
};

export function importCommand(): Command {
  return dataCommand('import', 'bring labelled handwriting in')
    .addArgument(
      new Argument('<format>', 'the format of the files').choices(formatNames(({ read }) => read !== null)),
    )
    .argument('<path>', 'a file or folder')
    .requiredOption('--name <name>', 'of the dataset', datasetName)
    .option('--recipe <recipe>', 'how the format is read, where it has several')
    .option('--columns <field=column...>', 'which column holds what, for CSV and TSV', column)
    .option(
      '--split <rule>',
      'writer, page or hash, with shares: "writer:10,10" for validation and test',
      splitRule,
    )
    .option('--licence <licence>', 'of the data')
    .option('--add', 'to what the dataset holds already')
    .addOption(new Option('--replace', 'what it holds, edited or not').conflicts('add'))
    .option('--keep-good', 'leave out records that are wrong instead of stopping at the first')
    .action(async (format: string, path: string, _options, command: Command) => {
      const options = optionsOf(command, importShape);
      const taken = await withServices(options, ({ datasets }) =>
        interruptible('samples', (work) =>
          datasets.importNow(
            {
              name: options.name,
              format,
              path: resolve(path),
              recipe: options.recipe ?? null,
              columns: options.columns ?? null,
              mode: options.add ? 'add' : options.replace ? 'replace' : null,
              keepGood: options.keepGood,
              splitRule: options.split ?? null,
              licence: options.licence ?? null,
            },
            work,
          ),
        ),
      );
      if (!options.json) printTaken(taken);
      const { name, samples, skipped } = taken;
      printJson({ dataset: name, samples, skipped });
    });
}

function printTaken({ name, samples, images, skipped, leftOut }: TakenIn): void {
  print(`${name}: ${counted(samples, 'sample')} on ${counted(images, 'image')}`);
  for (const [reason, count] of Object.entries(skipped)) print(`left out\t${String(count)}\t${reason}`);
  for (const { reason, place } of leftOut.slice(0, 10)) note(`${reason}: ${place}`);
}

export function exportCommand(): Command {
  return dataCommand('export', 'take a version out')
    .addArgument(
      new Argument('<format>', '`inkdex` for a folder that holds all of it').choices(formatNames(isWritable)),
    )
    .argument('<version>', 'id, beginning of an id, or name of a dataset')
    .argument('<path>', 'of the file or folder to make')
    .option('--dataset <name>', 'whose version, where several have it')
    .option('--url <url>', 'where it will be found, for metadata.toml and Croissant')
    .action(async (format: string, text: string, path: string, _options, command: Command) => {
      const options = optionsOf(command, { dataset: z.string().optional(), url: z.url().optional() });
      const exported = await withServices(options, ({ datasets }) =>
        interruptible('images', (work) => {
          const { version, dataset } = datasets.heldVersionNamed(text, options.dataset ?? null);
          const ask = { format, path: resolve(path), url: options.url ?? null };
          return datasets.exportNow({ version, dataset: dataset.id, ...ask }, work);
        }),
      );
      if (!options.json) {
        print(
          `${counted(exported.samples, 'sample')} on ${counted(exported.images, 'image')}: ${exported.path}`,
        );
        for (const loss of exported.losses) print(`lost\t${loss}`);
      }
      printJson(exported);
    });
}

function formatNames(isMeant: (format: ExchangeFormat) => boolean): string[] {
  return [packageFormat, ...exchangeFormats].filter(isMeant).map(({ name }) => name);
}

/** Wrong ones are wrong usage: exit status 2. */
function datasetName(text: string): string {
  const parsed = datasetNameSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('Expected 1 to 100 characters without slashes.');
}

function column(text: string, before: Record<string, string> = {}): Record<string, string> {
  const match = /^(\w+)=(.+)$/u.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected field=column, such as text=transcription.');
  return { ...before, [match[1] ?? '']: match[2] ?? '' };
}

/** `writer:10,10`: by writer, 10 % for validation and 10 % for test. */
function splitRule(text: string): SplitRule {
  const match = /^(writer|page|hash)(?::(\d{1,2}),(\d{1,2}))?$/u.exec(text);
  const [, kind, validation = '10', test = '10'] = match ?? [];
  const shares = { validation: Number(validation) / 100, test: Number(test) / 100 };
  const unit = kind === 'hash' ? { unit: 'key' } : {};
  const parsed = splitRuleSchema.safeParse({ kind, shares, salt: '', ...unit });
  if (match !== null && parsed.success) return parsed.data;
  throw new InvalidArgumentError(
    'Expected writer, page or hash, and shares in percent such as writer:10,10.',
  );
}
