import { resolve } from 'node:path';
import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
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
import { exchangeFormats } from '../exchange/formats.ts';
import { dataCommand, note, print, printJson, fitting, type LibraryCommand } from './command.ts';
import { interruptible, versionText } from './datasetWork.ts';

const importShape = {
  name: datasetNameSchema,
  recipe: z.string().optional(),
  columns: z.record(z.string(), z.string()).optional(),
  keepGood: z.boolean().default(false),
};
/** The options of `withContents`. */
export const contentsShape = {
  add: z.boolean().default(false),
  replace: z.boolean().default(false),
  split: splitRuleSchema.optional(),
  licence: z.string().optional(),
};
type ContentsOptions = z.infer<z.ZodObject<typeof contentsShape>>;

/** Adds the options of a command that fills a dataset. @param rule an example of how it is split */
export function withContents(command: LibraryCommand, rule: string): LibraryCommand {
  return command
    .option(
      '--split <rule>',
      `split by writer, page or hash: "${rule}" gives 10 % validation, 10 % test`,
      splitRule,
    )
    .option('--licence <licence>', 'licence of the data')
    .option('--add', 'add the samples to an existing dataset')
    .addOption(
      new Option('--replace', 'replace the contents of an existing dataset, even if edited').conflicts('add'),
    );
}

/** What the options ask of the dataset. */
export function contentsOf({ add, replace, split, licence }: ContentsOptions) {
  const mode = add ? 'add' : replace ? 'replace' : null;
  return { mode, splitRule: split ?? null, licence: licence ?? null } as const;
}

export function importCommand(): Command {
  const command = dataCommand('import', 'import labelled handwriting as a dataset')
    .addArgument(new Argument('<format>', 'file format').choices(formatNames(({ read }) => read !== null)))
    .argument('<path>', 'file or folder')
    .requiredOption('--name <name>', 'dataset name', datasetName)
    .option('--recipe <recipe>', 'import recipe, for formats that have several')
    .option('--columns <field=column...>', 'column names, for CSV and TSV: "text=transcription"', column);
  return withContents(command, 'writer:10,10')
    .option('--keep-good', 'skip invalid records instead of stopping at the first one')
    .onLibrary(
      { ...importShape, ...contentsShape },
      async ({ datasets }, options, format: string, path: string) => {
        const taken = await interruptible('samples', (work) =>
          datasets.importNow(
            {
              name: options.name,
              format,
              path: resolve(path),
              recipe: options.recipe ?? null,
              columns: options.columns ?? null,
              keepGood: options.keepGood,
              ...contentsOf(options),
            },
            work,
          ),
        ).catch((thrown: unknown) => {
          if (thrown instanceof InkdexError && thrown.message.includes(skipInvalid))
            note('--keep-good skips invalid records.');
          throw thrown;
        });
        printTaken(taken, options.json);
      },
    );
}

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

const exportShape = {
  variant: z.string().optional(),
  dataset: z.string().optional(),
  url: z.url().optional(),
};

export function exportCommand(): Command {
  return dataCommand('export', 'export a dataset version')
    .addArgument(
      new Argument('<format>', 'file format; `inkdex` exports a complete package').choices(
        formatNames(isWritable),
      ),
    )
    .argument('<version>', versionText)
    .argument('<path>', 'file or folder to create')
    .option('--variant <variant>', 'way to write it, for formats that have several')
    .option('--dataset <name>', 'dataset name, if several datasets have this version')
    .option('--url <url>', 'URL of the published package, for metadata.toml and Croissant')
    .onLibrary(exportShape, async ({ datasets }, options, format: string, text: string, path: string) => {
      const exported = await interruptible('images', (work) => {
        const { version, dataset } = datasets.heldVersionNamed(text, options.dataset ?? null);
        const { variant, url = null } = options;
        const ask = { format, variant, path: resolve(path), url };
        return datasets.exportNow({ version, dataset: dataset.id, ...ask }, work);
      });
      if (options.json) printJson(exported);
      else {
        print(
          `${counted(exported.samples, 'sample')} on ${counted(exported.images, 'image')}: ${exported.path}`,
        );
        for (const loss of exported.losses) print(`not exported\t${loss}`);
      }
    });
}

function formatNames(isMeant: (format: ExchangeFormat) => boolean): string[] {
  return [packageFormat, ...exchangeFormats].filter(isMeant).map(({ name }) => name);
}

/** A commander parser for dataset names. Anything else is wrong usage: exit status 2. */
export const datasetName = fitting(datasetNameSchema, 'Expected 1 to 100 characters without slashes.');

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
