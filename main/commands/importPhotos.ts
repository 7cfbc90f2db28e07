import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Job } from '../../shared/contract/job.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted, formatCount } from '../../shared/text.ts';
import type { FileOutcome, Services } from '../services.ts';
import {
  cancelled,
  dataCommand,
  note,
  noteFailure,
  onInterrupt,
  optionsOf,
  placeName,
  print,
  printJson,
  withServices,
} from './command.ts';

export function importCommand(): Command {
  return dataCommand('import', 'import photos into the library and read them')
    .argument('<path...>', 'photos, PDFs, and folders with their subfolders')
    .option('--no-read', 'import without reading')
    .action(async (paths: string[], _options, command: Command) => {
      const options = optionsOf(command, { read: z.boolean() });
      await withServices(options, (services) => importAll(services, paths, options));
    });
}

async function importAll(
  { library, jobs }: Services,
  paths: readonly string[],
  { read, json }: { readonly read: boolean; readonly json: boolean },
): Promise<void> {
  let unread = 0;
  const request = { paths: paths.map((path) => resolve(path)), read };
  const started = await library.importPaths(request, (outcome) => {
    if (outcome.status === 'added' && outcome.words === undefined && outcome.error === undefined) unread += 1;
    printOutcome(outcome, json);
  });
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<null>();
  const unwatch = onInterrupt(() => {
    interrupt(null);
  });
  const ended = await Promise.race([jobs.finished(started.id), interrupted]);
  unwatch();
  if (ended === null) {
    noteFailure(
      new InkdexError(
        'cancelled',
        'Stopped. The import continues with the next `inkdex import` or when you open the app.',
      ),
    );
    return;
  }
  noteEnd(ended);
  if (read && unread > 0) noteFailure(whyUnread(unread, jobs.listJobs({})));
}

/** Why imported photos were not read: their reading job failed as a whole, for example without a model. */
function whyUnread(unread: number, jobs: readonly Job[]): InkdexError {
  const reason = jobs.find(({ kind, error }) => kind === 'read' && error !== null)?.error;
  const count = `${counted(unread, 'photo')} imported but not read.`;
  return new InkdexError(
    reason?.code ?? 'internal',
    `${count} ${reason?.message ?? 'Run "inkdex jobs" to see why.'}`,
  );
}

function printOutcome({ photo, path, page, sha256, status, words, error }: FileOutcome, json: boolean): void {
  const name = placeName(path, page);
  if (json) {
    printJson({
      photo,
      path,
      ...(page === undefined ? {} : { page }),
      sha256,
      status,
      ...(words === undefined ? {} : { words }),
      ...(error === undefined ? {} : { error }),
    });
  } else {
    print(`${status}\t${name}${words === undefined ? '' : `\t${counted(words, 'word')}`}`);
  }
  if (error !== undefined) noteFailure(new InkdexError(error.code, error.message), name);
}

function noteEnd({ state, done, failed, duplicates, error }: Job): void {
  if (error !== null) noteFailure(new InkdexError(error.code, error.message));
  else if (state === 'cancelled') noteFailure(cancelled());
  note(`${counted(done, 'file')}: ${counted(duplicates, 'duplicate')}, ${formatCount(failed)} failed.`);
}
