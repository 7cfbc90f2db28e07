import { resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { downloadAll } from '../exchange/download/download.ts';
import { readUrlList } from '../exchange/download/urlList.ts';
import { writeForPerson } from '../files/privateFiles.ts';
import { note, noteFailure, optionsOf, wholeNumber, printRow } from './command.ts';
import { interruptible } from './datasetWork.ts';

/** The only dataset command that uses the network. It requests only the URLs in the list. */
export function downloadCommand(): Command {
  return new Command('download')
    .description('download the files in a list: a metadata.toml, a text file of URLs, or a DataTurks export')
    .argument('<list>', 'file with the list')
    .argument('<folder>', 'folder to download to')
    .option('--parallel <n>', 'number of parallel downloads', wholeNumber(1, 32), 4)
    .option('--json', 'print only JSON lines to stdout')
    .action(async (list: string, folder: string, _options, command: Command) => {
      const options = optionsOf(command, { parallel: z.number() });
      writeForPerson();
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
        printRow(options.json, outcome, `${outcome.status}\t${outcome.file}`);
        if (outcome.status !== 'failed') continue;
        const { code, message } = outcome.error;
        noteFailure(new InkdexError(code, message), outcome.file);
      }
      note(`${counted(outcomes.length, 'file')} in ${list}`);
    });
}
