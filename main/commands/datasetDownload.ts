import { resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { downloadAll } from '../exchange/download.ts';
import { readUrlList } from '../exchange/download/urlList.ts';
import { note, noteFailure, optionsOf, print, printJson, wholeNumber } from './command.ts';
import { interruptible } from './datasetWork.ts';

/** The one command of datasets that asks anything of the network, and only what the list names. */
export function downloadCommand(): Command {
  return new Command('download')
    .description(
      'fetch what a list of addresses names: a metadata.toml, a text list, or an export of DataTurks',
    )
    .argument('<list>', 'the list')
    .argument('<folder>', 'that the files go to')
    .option('--parallel <n>', 'files fetched at a time', wholeNumber(1, 32), 4)
    .option('--json', 'print JSON lines on stdout and nothing else')
    .action(async (list: string, folder: string, _options, command: Command) => {
      const options = optionsOf(command, { parallel: z.number() });
      const outcomes = await interruptible('files', async ({ signal, onProgress }) => {
        const downloads = await readUrlList(resolve(list), signal);
        return downloadAll(downloads, resolve(folder), {
          signal,
          parallel: options.parallel,
          onProgress: ({ done, files }) => {
            onProgress(done, files);
          },
        });
      });
      for (const outcome of outcomes) {
        if (options.json) printJson(outcome);
        else print(`${outcome.status}\t${outcome.file}`);
        if (outcome.status !== 'failed') continue;
        const { code, message } = outcome.error;
        noteFailure(new InkdexError(code, message), outcome.file);
      }
      note(`${counted(outcomes.length, 'file')} of ${list}`);
    });
}
