import type { Command } from 'commander';
import { z } from 'zod';
import { splitSchema } from '../../shared/contract/dataset.ts';
import { modelIdSchema } from '../../shared/contract/model.ts';
import type { LineScores } from '../../shared/contract/evaluation.ts';
import { runWords } from '../../shared/networks.ts';
import { formatCount } from '../../shared/text.ts';
import { dataCommand, modelId, note, print, printJson, wholeNumber, fitting } from './command.ts';
import { interruptible, versionText } from './datasetWork.ts';
import { documentShape, printMetrics, printSkipped, withDocuments, writeDocuments } from './runs.ts';

const oneOfSplits = fitting(splitSchema, `Expected one of ${splitSchema.options.join(', ')}.`);

export function evaluateCommand(): Command {
  return withDocuments(
    dataCommand('evaluate', 'evaluate a recogniser, or a finder of lines, on a dataset version')
      .requiredOption('--model <id>', 'model id, as listed by `inkdex models`', modelId)
      .requiredOption('--dataset <version>', versionText)
      .option('--split <name>', 'only this split: train, validation or test', oneOfSplits)
      .option('--sample <count>', 'only so many samples, chosen at random', wholeNumber(1, 100_000_000))
      .option('--seed <number>', 'which samples are chosen', wholeNumber(0, 0xffffffff), 1),
  ).onLibrary(
    {
      model: modelIdSchema,
      dataset: z.string(),
      split: splitSchema.optional(),
      sample: z.number().optional(),
      seed: z.number(),
      ...documentShape,
    },
    async ({ training, datasets, models }, options) => {
      const { model, split = null, sample: count, seed } = options;
      const asked = { model, dataset: datasets.versionNamed(options.dataset), split };
      const lines = await interruptible('pages', (work) => training.evaluateLines(asked, work));
      if (lines !== null) {
        if (options.csv !== undefined || options.html !== undefined || options.sample !== undefined) {
          note(`${options.model} finds lines: all pages are scored, and no document of words is written.`);
        }
        printLineScores({ ...asked, ...lines }, options.json);
        return;
      }
      const args = { ...asked, ...(count !== undefined && { sample: { count, seed } }) };
      const { reads } = await models.findBase(model);
      const { sample } = runWords(reads);
      const evaluation = await interruptible(`${sample}s`, (work) => training.evaluate(args, null, work));
      await writeDocuments(training, evaluation.id, options);
      const { likelihood } = await training.getEvaluation({ evaluation: evaluation.id });
      printMetrics(evaluation, likelihood, { json: options.json, sample });
    },
  );
}

function printLineScores(scores: LineScores, json: boolean): void {
  if (json) {
    printJson(scores);
    return;
  }
  for (const name of ['precision', 'recall', 'f1', 'crossEntropy'] as const) {
    print(`${name}\t${scores[name].toFixed(4)}`);
  }
  for (const name of ['pages', 'lines'] as const) print(`${name}\t${formatCount(scores[name])}`);
  printSkipped(scores.skipped);
}
