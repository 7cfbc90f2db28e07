import { Command, CommanderError } from 'commander';
import { libraryText, noteFailure, libraryCommand, optionsOf } from './command.ts';
import { collectionCommand, favouriteCommand } from './collections.ts';
import { datasetCommand } from './dataset.ts';
import { doctorCommand } from './doctor.ts';
import { engineCommand, modelCommand, modelsCommand } from './models.ts';
import { evaluateCommand } from './evaluate.ts';
import { finetuneCommand, trainCommand } from './train.ts';
import { exportCommand, notesCommand, importCommand, jobsCommand, photosCommand } from './library.ts';
import { mcpCommand } from './mcp.ts';
import { readCommand } from './read.ts';
import { savedCommand } from './savedSearches.ts';
import { searchCommand } from './search.ts';
import { serveCommand } from './serve.ts';
import { tokenCommand } from './tokens.ts';
import { workerCommand } from './worker.ts';
import { openApp } from '../start.ts';
import { libraryFolder, readAppVersion } from '../installation.ts';

const wrongUsage = 2;

/**
 * Runs one command line. Afterwards `process.exitCode` is 0 (done), 1 (something failed), 2 (wrong usage) or
 * 130 (stopped by Ctrl-C).
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
    .version(readAppVersion(), '--version')
    .option('--library <dir>', libraryText)
    .showHelpAfterError('Run with --help to list commands and options.');
  const commands = [
    readCommand(),
    importCommand(),
    exportCommand(),
    notesCommand(),
    searchCommand(),
    savedCommand(),
    photosCommand(),
    favouriteCommand(),
    collectionCommand('album'),
    collectionCommand('tag'),
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
    tokenCommand(),
    mcpCommand(),
    workerCommand(),
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

function appCommand(): Command {
  return libraryCommand('app', 'open the desktop app').action(async (_options, command: Command) => {
    await openApp(libraryFolder(optionsOf(command, {}).library));
  });
}
