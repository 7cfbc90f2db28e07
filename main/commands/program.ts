import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { libraryText, noteFailure, libraryCommand, optionsOf, wholeNumber } from './command.ts';
import { collectionCommand, favouriteCommand } from './collections.ts';
import { datasetCommand } from './dataset.ts';
import { doctorCommand } from './doctor.ts';
import { engineCommand, modelCommand, modelsCommand } from './models.ts';
import { evaluateCommand } from './evaluate.ts';
import { finetuneCommand, trainCommand } from './train.ts';
import { exportCommand, notesCommand, importCommand, jobsCommand, photosCommand } from './library.ts';
import { readCommand } from './read.ts';
import { savedCommand } from './savedSearches.ts';
import { searchCommand } from './search.ts';
import { defaultHost, runBrowserEntry } from '../browser.ts';
import { openApp } from '../start.ts';
import { libraryFolder, readAppVersion } from '../installation.ts';

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

function serveCommand(): Command {
  return libraryCommand('serve', 'serve the app to a browser on this machine')
    .option(
      '--port <number>',
      'port to listen on; 0 chooses a free port (default: the port of last time)',
      wholeNumber(0, 65_535),
    )
    .option(
      '--host <address>',
      'address to listen on; others than the default let other machines in',
      defaultHost,
    )
    .option('--no-open', 'do not open the browser')
    .action(async (_options, command: Command) => {
      const shape = { port: z.number().optional(), host: z.string(), open: z.boolean() };
      const { library, port, host, open } = optionsOf(command, shape);
      await runBrowserEntry({ library: libraryFolder(library), port: port ?? null, host, openBrowser: open });
    });
}

function appCommand(): Command {
  return libraryCommand('app', 'open the desktop app').action(async (_options, command: Command) => {
    await openApp(libraryFolder(optionsOf(command, {}).library));
  });
}
