import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { splitSchema, type Split } from '../../shared/contract/dataset.ts';
import { metricNames } from '../../shared/contract/evaluation.ts';
import { modelIdSchema } from '../../shared/contract/model.ts';
import { formatCount } from '../../shared/text.ts';
import { dataCommand, modelId, optionsOf, print, printJson, withServices } from './command.ts';
import { interruptible, versionText } from './datasetWork.ts';

export function evaluateCommand(): Command {
  return dataCommand('evaluate', 'evaluate a model on a dataset version')
    .requiredOption('--model <id>', 'model id, as listed by `inkdex models`', modelId)
    .requiredOption('--dataset <version>', versionText)
    .option('--split <name>', 'only this split: train, validation or test', split)
    .option('--csv <file>', 'also write every word with its readings to a CSV file')
    .option('--html <file>', 'also write a report as an HTML file')
    .action(async (_options, command: Command) => {
      const options = optionsOf(command, {
        model: modelIdSchema,
        dataset: z.string(),
        split: splitSchema.optional(),
        csv: z.string().optional(),
        html: z.string().optional(),
      });
      await withServices(options, async ({ training, datasets }) => {
        const args = {
          model: options.model,
          dataset: datasets.versionNamed(options.dataset),
          split: options.split ?? null,
        };
        const evaluation = await interruptible('words read', (work) => training.evaluate(args, null, work));
        for (const format of ['csv', 'html'] as const) {
          const path = options[format];
          if (path !== undefined) await training.writeEvaluation({ evaluation: evaluation.id, format }, path);
        }
        if (options.json) {
          const { id, run, ...line } = evaluation;
          printJson({
            evaluation: id,
            run,
            ...line,
            model: evaluation.model.id,
            sha256: evaluation.model.sha256,
          });
          return;
        }
        print(`metric\tgreedy\tdecoder`);
        for (const name of metricNames) {
          print(`${name}\t${evaluation.greedy[name].toFixed(4)}\t${evaluation.decoder[name].toFixed(4)}`);
        }
        print(`words\t${formatCount(evaluation.words)}`);
        for (const [reason, count] of Object.entries(evaluation.skipped)) {
          print(`skipped\t${formatCount(count)}\t${reason}`);
        }
      });
    });
}

function split(text: string): Split {
  const parsed = splitSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`Expected one of ${splitSchema.options.join(', ')}.`);
}
