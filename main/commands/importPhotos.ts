import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Job } from '../../shared/job.ts';
import { InkdexError } from '../../shared/result.ts';
import type { FileOutcome } from '../services.ts';
import {
  cancelled,
  dataCommand,
  note,
  noteFailure,
  onInterrupt,
  optionsOf,
  print,
  printJson,
  withServices,
} from './command.ts';

export function importCommand(): Command {
  return dataCommand('import', 'put photos into the library and read them')
    .argument('<path...>', 'photos, and folders with everything below them')
    .option('--no-read', 'only put them in; read them later')
    .action(async (paths: string[], _options, command: Command) => {
      const options = optionsOf(command, { read: z.boolean() });
      await withServices(options, async (services) => {
        const showFile = (outcome: FileOutcome): void => {
          printOutcome(outcome, options.json);
        };
        const request = { paths: paths.map((path) => resolve(path)), read: options.read };
        const started = await services.library.importPaths(request, showFile);
        const unwatch = onInterrupt(() => {
          services.jobs.cancel({ job: started.id });
        });
        noteEnd(await services.jobs.finished(started.id));
        unwatch();
      });
    });
}

function printOutcome({ photo, path, sha256, status, words, error }: FileOutcome, json: boolean): void {
  if (json) {
    printJson({
      photo,
      path,
      sha256,
      status,
      ...(words === undefined ? {} : { words }),
      ...(error === undefined ? {} : { error }),
    });
  } else {
    print(`${status}\t${path}${words === undefined ? '' : `\t${String(words)} words`}`);
  }
  if (error !== undefined) noteFailure(new InkdexError(error.code, error.message), path);
}

function noteEnd({ state, done, failed, duplicates, error }: Job): void {
  if (error !== null) noteFailure(new InkdexError(error.code, error.message));
  else if (state === 'cancelled') noteFailure(cancelled());
  note(`${String(done)} files: ${String(duplicates)} known already, ${String(failed)} set aside.`);
}
