import { parse, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { datasetNameSchema } from '../../shared/contract/datasetContents.ts';
import { dataCommand, wholeNumber } from './command.ts';
import { contentsOf, contentsShape, datasetName, printTaken, withContents } from './datasetExchange.ts';
import { interruptible } from './datasetWork.ts';

const drawShape = {
  texts: z.string(),
  fonts: z.string().optional(),
  glyphs: datasetNameSchema.optional(),
  count: z.number(),
  name: datasetNameSchema.optional(),
  lines: z.boolean().default(false),
  seed: z.number().default(1),
  ...contentsShape,
};

export function drawCommand(): Command {
  const command = dataCommand('draw', 'draw texts with handwriting fonts as a dataset')
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
    .option('--seed <number>', 'the same seed draws the same samples', wholeNumber(0, 0xffffffff));
  return withContents(command, 'writer:10,10').onLibrary(drawShape, async ({ datasets }, options) => {
    const { name, texts, fonts, glyphs, count, seed } = options;
    const ask = {
      name: name ?? `Drawn ${parse(texts).name}`.slice(0, 100),
      texts: { path: resolve(texts) },
      fonts: fonts === undefined ? null : resolve(fonts),
      ...(glyphs !== undefined && { glyphs }),
      level: options.lines || glyphs !== undefined ? ('line' as const) : ('word' as const),
      ...{ count, seed, ...contentsOf(options) },
    };
    const taken = await interruptible('samples', (work) => datasets.drawNow(ask, work));
    printTaken(taken, options.json);
  });
}
