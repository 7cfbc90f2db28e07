import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { libraryText, noteFailure } from './command.ts';
import { datasetCommand } from './dataset.ts';
import { doctorCommand } from './doctor.ts';
import { engineCommand } from './engines.ts';
import { evaluateCommand } from './evaluate.ts';
import { finetuneCommand } from './finetune.ts';
import { importCommand } from './importPhotos.ts';
import { jobsCommand } from './jobs.ts';
import { modelCommand, modelsCommand } from './models.ts';
import { photosCommand } from './photos.ts';
import { readCommand } from './read.ts';
import { searchCommand } from './search.ts';
import { appCommand, serveCommand } from './serve.ts';
import { trainCommand } from './train.ts';

const wrongUsage = 2;

/**
 * Runs one command line. Afterwards `process.exitCode` is 0 (done), 1 (something failed) or 2 (wrong usage).
 *
 * @param args the arguments, without the names of the interpreter and the script
 */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (thrown) {
    // Commander has already printed the error, or the requested help.
    if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : wrongUsage;
    else noteFailure(thrown);
  }
}

function createProgram(): Command {
  const program = new Command('inkdex')
    .description('Makes handwriting in photos searchable, on your own machine.')
    // Without a short form: `-V` would take `search -Victor` as the option.
    .version(packageVersion(), '--version')
    .option('--library <dir>', libraryText)
    .showHelpAfterError('Run with --help to list commands and options.');
  const commands = [
    readCommand(),
    importCommand(),
    searchCommand(),
    photosCommand(),
    modelsCommand(),
    modelCommand(),
    datasetCommand(),
    trainCommand(),
    finetuneCommand(),
    evaluateCommand(),
    jobsCommand(),
    engineCommand(),
    doctorCommand(),
    serveCommand(),
    appCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  throwErrors(program);
  return program;
}

/** Makes a command and its subcommands throw instead of exiting. Added commands do not inherit this setting. */
function throwErrors(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) throwErrors(child);
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}
