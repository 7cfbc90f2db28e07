import type { Command } from 'commander';
import { datasetNameSchema } from '../../shared/contract/datasetContents.ts';
import { dataCommand, optionsOf, withServices } from './command.ts';
import { datasetName, printTaken } from './datasetExchange.ts';
import { interruptible, versionText } from './datasetWork.ts';

export function cutCommand(): Command {
  return dataCommand('cut', 'cut the words of a version into single characters as a dataset')
    .argument('<version>', versionText)
    .requiredOption('--name <name>', 'dataset name', datasetName)
    .action(async (text: string, _options, command: Command) => {
      const options = optionsOf(command, { name: datasetNameSchema });
      const taken = await withServices(options, ({ datasets }) =>
        interruptible('words', (work) =>
          datasets.cutNow({ name: options.name, version: datasets.versionNamed(text) }, work),
        ),
      );
      printTaken(taken, options.json);
    });
}
