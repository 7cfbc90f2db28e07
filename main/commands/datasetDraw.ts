import { parse, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { datasetNameSchema } from '../../shared/contract/datasetContents.ts';
import { splitRuleSchema } from '../../shared/contract/dataset.ts';
import { dataCommand, wholeNumber } from './command.ts';
import { datasetName, printTaken, splitRule } from './datasetExchange.ts';
import { interruptible } from './datasetWork.ts';

const drawShape = {
  texts: z.string(),
  fonts: z.string().optional(),
  glyphs: datasetNameSchema.optional(),
  count: z.number(),
  name: datasetNameSchema.optional(),
  lines: z.boolean().default(false),
  seed: z.number().default(1),
  split: splitRuleSchema.optional(),
  add: z.boolean().default(false),
};

export function drawCommand(): Command {
  return dataCommand('draw', 'draw texts with handwriting fonts as a dataset')
    .requiredOption('--texts <file>', 'text file in UTF-8: its words, or its lines with --lines')
    .requiredOption('--count <number>', 'number of samples', wholeNumber(1, 1_000_000))
    .option(
      '--fonts <folder>',
      'folder of .ttf, .otf, .woff or .woff2 files (default: the ten fonts of Inkdex)',
    )
    .addOption(
      new Option(
        '--glyphs <dataset>',
        'compose lines of the characters of a dataset, such as an import of EMNIST (EMNIST Lines)',
      )
        .argParser(datasetName)
        .conflicts(['fonts', 'lines']),
    )
    .option('--name <name>', 'dataset name (default: "Drawn" and the name of the text file)', datasetName)
    .option('--lines', 'draw lines instead of words')
    .option('--seed <number>', 'the same seed draws the same samples', wholeNumber(0, 0xffffffff))
    .option(
      '--split <rule>',
      'split by writer or hash: "writer:10,10" gives 10 % validation, 10 % test',
      splitRule,
    )
    .option('--add', 'add the samples to an existing dataset')
    .onLibrary(drawShape, async ({ datasets }, options) => {
      const taken = await interruptible('samples', (work) =>
        datasets.drawNow(
          {
            name: options.name ?? `Drawn ${parse(options.texts).name}`.slice(0, 100),
            texts: { path: resolve(options.texts) },
            fonts: options.fonts === undefined ? null : resolve(options.fonts),
            ...(options.glyphs !== undefined && { glyphs: options.glyphs }),
            level: options.lines || options.glyphs !== undefined ? 'line' : 'word',
            count: options.count,
            seed: options.seed,
            mode: options.add ? 'add' : null,
            splitRule: options.split ?? null,
            licence: null,
          },
          work,
        ),
      );
      printTaken(taken, options.json);
    });
}
