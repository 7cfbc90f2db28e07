import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { splitSchema, type Split } from '../../shared/contract/dataset.ts';
import { modelIdSchema } from '../../shared/contract/model.ts';
import { dataCommand, modelId, optionsOf, withServices } from './command.ts';
import { interruptible, versionText } from './datasetWork.ts';
import { documentShape, printMetrics, withDocuments, writeDocuments } from './runs.ts';

export function evaluateCommand(): Command {
  return withDocuments(
    dataCommand('evaluate', 'evaluate a model on a dataset version')
      .requiredOption('--model <id>', 'model id, as listed by `inkdex models`', modelId)
      .requiredOption('--dataset <version>', versionText)
      .option('--split <name>', 'only this split: train, validation or test', split),
  ).action(async (_options, command: Command) => {
    const options = optionsOf(command, {
      model: modelIdSchema,
      dataset: z.string(),
      split: splitSchema.optional(),
      ...documentShape,
    });
    await withServices(options, async ({ training, datasets }) => {
      const args = {
        model: options.model,
        dataset: datasets.versionNamed(options.dataset),
        split: options.split ?? null,
      };
      const evaluation = await interruptible('words', (work) => training.evaluate(args, null, work));
      await writeDocuments(training, evaluation.id, options);
      const { likelihood } = await training.getEvaluation({ evaluation: evaluation.id });
      printMetrics(evaluation, likelihood, options.json);
    });
  });
}

function split(text: string): Split {
  const parsed = splitSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`Expected one of ${splitSchema.options.join(', ')}.`);
}
