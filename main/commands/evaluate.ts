import { splitSchema } from '../../shared/contract/dataset.ts';
import type { LineScores } from '../../shared/contract/evaluation.ts';
import { runWords } from '../../shared/networks.ts';
import { formatCount } from '../../shared/text.ts';
import { modelId, note, print, printJson, wholeNumber, fitting } from './command.ts';
import { interruptible, versionText } from './datasetWork.ts';
import { option, needed } from './parameters.ts';
import { documents, printMetrics, printSkipped, writeDocuments } from './runs.ts';
import { onLibrary, type CommandTable } from './table.ts';

const oneOfSplits = fitting(splitSchema, `Expected one of ${splitSchema.options.join(', ')}.`);

export const evaluateCommands: CommandTable = {
  evaluate: onLibrary(
    'evaluate a recogniser, or a finder of lines, on a dataset version',
    {
      model: needed('--model <id>', 'model id, as listed by `inkdex models`', modelId),
      dataset: needed('--dataset <version>', versionText),
      split: option('--split <name>', 'only this split: train, validation or test', oneOfSplits),
      sample: option(
        '--sample <count>',
        'only so many samples, chosen at random',
        wholeNumber(1, 100_000_000),
      ),
      seed: option('--seed <number>', 'which samples are chosen', wholeNumber(0, 0xffffffff), 1),
      ...documents,
    },
    async ({ training, datasets, models }, { json, ...options }) => {
      const { model, split = null, sample: count, seed } = options;
      const asked = { model, dataset: datasets.versionNamed(options.dataset), split };
      const lines = await interruptible('pages', (work) => training.evaluateLines(asked, work));
      if (lines !== null) {
        if (options.csv !== undefined || options.html !== undefined || count !== undefined) {
          note(`${model} finds lines: all pages are scored, and no document of words is written.`);
        }
        printLineScores({ ...asked, ...lines }, json);
        return;
      }
      const args = { ...asked, ...(count !== undefined && { sample: { count, seed } }) };
      const { reads } = await models.findBase(model);
      const { sample } = runWords(reads);
      const evaluation = await interruptible(`${sample}s`, (work) => training.evaluate(args, null, work));
      await writeDocuments(training, evaluation.id, options);
      const { likelihood } = await training.calls.getEvaluation({ evaluation: evaluation.id });
      printMetrics(evaluation, likelihood, { json, sample });
    },
  ),
};

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
