import type { Command } from 'commander';
import { datasetNameSchema } from '../../shared/contract/datasetContents.ts';
import { dataCommand } from './command.ts';
import { datasetName, printTaken } from './datasetExchange.ts';
import { interruptible, versionText } from './datasetWork.ts';

export function cutCommand(): Command {
  return dataCommand('cut', 'cut the words of a version into single characters as a dataset')
    .argument('<version>', versionText)
    .requiredOption('--name <name>', 'dataset name', datasetName)
    .onLibrary({ name: datasetNameSchema }, async ({ datasets }, options, text: string) => {
      const taken = await interruptible('words', (work) =>
        datasets.cutNow({ name: options.name, version: datasets.versionNamed(text) }, work),
      );
      printTaken(taken, options.json);
    });
}
