import tab from '@bomb.sh/tab/commander';
import { Command, CommanderError } from 'commander';
import { libraryText, noteFailure, libraryCommand, optionsOf } from './command.ts';
import { collectionCommand, favouriteCommand } from './collections.ts';
import { datasetCommand } from './dataset.ts';
import { doctorCommand } from './doctor.ts';
import { engineCommand, modelCommand, modelsCommand } from './models.ts';
import { evaluateCommand } from './evaluate.ts';
import { finetuneCommand } from './finetune.ts';
import { trainCommand } from './train.ts';
import { completeHelp } from './helpTexts.ts';
import { jobsCommand } from './jobs.ts';
import { labelCommand } from './label.ts';
import { exportCommand, notesCommand, importCommand, sidecarsCommand } from './library.ts';
import { manualPage } from './manual.ts';
import { mcpCommand } from './mcp.ts';
import { metadataCommand } from './metadata.ts';
import { photosCommand } from './photos.ts';
import { readCommand } from './read.ts';
import { evaluationsCommand, runsCommand } from './runs.ts';
import { savedCommand } from './savedSearches.ts';
import { searchCommand } from './search.ts';
import { serveCommand } from './serve.ts';
import { settingsCommand } from './settings.ts';
import { tokenCommand } from './tokens.ts';
import { watchCommand } from './watch.ts';
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

/** All commands, with their help. */
export function createProgram(): Command {
  const program = new Command('inkdex')
    .description('Makes handwriting in photos searchable, on your own machine.')
    // Without a short form: `-V` would take `search -Victor` as the option.
    .version(readAppVersion(), '--version')
    .option('--library <dir>', libraryText)
    .showHelpAfterError('Run with --help to list commands and options.');
  for (const [heading, commands] of Object.entries(groups())) {
    program.commandsGroup(heading);
    for (const command of commands) program.addCommand(command);
  }
  program.addCommand(manCommand(program));
  addCompletion(program);
  program.helpCommand('help [command]', 'show the help of a command');
  throwErrors(program);
  completeHelp(program);
  return program;
}

/** The commands by their headings in the help. */
function groups(): Record<string, readonly Command[]> {
  return {
    'Photos:': [
      readCommand(),
      importCommand(),
      photosCommand(),
      searchCommand(),
      savedCommand(),
      labelCommand(),
      favouriteCommand(),
      collectionCommand('album'),
      collectionCommand('tag'),
      watchCommand(),
      exportCommand(),
      notesCommand(),
      sidecarsCommand(),
    ],
    'Datasets and models:': [
      datasetCommand(),
      metadataCommand(),
      trainCommand(),
      finetuneCommand(),
      runsCommand(),
      evaluateCommand(),
      evaluationsCommand(),
      modelsCommand(),
      modelCommand(),
      engineCommand(),
    ],
    'Library and program:': [
      jobsCommand(),
      settingsCommand(),
      doctorCommand(),
      serveCommand(),
      tokenCommand(),
      workerCommand(),
      mcpCommand(),
      appCommand(),
    ],
  };
}

function manCommand(program: Command): Command {
  return new Command('man').description('print the manual page of all commands').action(() => {
    process.stdout.write(manualPage(program, readAppVersion()));
  });
}

/** `inkdex completion SHELL`, and the hidden command that its script calls. */
function addCompletion(program: Command): void {
  tab(program, { completionCommandName: 'completion' });
  const added = program.commands.find((command) => command.name() === 'completion');
  added?.description('print a script that completes commands and options in a shell');
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
