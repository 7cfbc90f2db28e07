import tab from '@bomb.sh/tab/commander';
import { Command, CommanderError } from 'commander';
import { libraryText, noteFailure, libraryCommand, optionsOf } from './command.ts';
import { callCommand } from './call.ts';
import { collectionCommands, favouriteCommands } from './collections.ts';
import { datasetCommands } from './dataset.ts';
import { doctorCommand } from './doctor.ts';
import { engineCommands, modelCommands } from './models.ts';
import { evaluateCommands } from './evaluate.ts';
import { finetuneCommands } from './finetune.ts';
import { trainCommands } from './train.ts';
import { completeHelp } from './helpTexts.ts';
import { jobCommands } from './jobs.ts';
import { labelCommands } from './label.ts';
import { exportCommands, followerCommands, importCommands } from './library.ts';
import { manualPage } from './manual.ts';
import { mcpCommand } from './mcp.ts';
import { metadataCommand } from './metadata.ts';
import { photoCommands } from './photos.ts';
import { readCommand } from './read.ts';
import { evaluationCommands, runCommands } from './runs.ts';
import { savedSearchCommands } from './savedSearches.ts';
import { searchCommands } from './search.ts';
import { serveCommand } from './serve.ts';
import { settingCommands } from './settings.ts';
import { commandsOf, type CommandTable } from './table.ts';
import { tokenCommands } from './tokens.ts';
import { watchCommands } from './watch.ts';
import type { ExchangeFormat } from '../exchange/exchangeFormat.ts';
import { exchangeFormats } from '../exchange/formats.ts';
import { handedIn } from '../annex.ts';
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
    const program = await createProgram();
    await program.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    // Commander has already printed the error, or the requested help.
    if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : wrongUsage;
    else noteFailure(thrown);
  }
}

/** All commands, with their help. */
export async function createProgram(): Promise<Command> {
  const annexed = await handedIn('commands');
  const formats = exchangeFormats(await handedIn('formats'));
  const program = new Command('inkdex')
    .description('Makes handwriting in photos searchable, on your own machine.')
    // Without a short form: `-V` would take `search -Victor` as the option.
    .version(readAppVersion(), '--version')
    .option('--library <dir>', libraryText)
    .showHelpAfterError('Run with --help to list commands and options.');
  for (const [heading, table] of Object.entries(commandTables(formats))) {
    program.commandsGroup(heading);
    for (const command of commandsOf(table)) {
      for (const each of annexed) for (const before of each[command.name()] ?? []) program.addCommand(before);
      program.addCommand(command);
    }
  }
  program.addCommand(manCommand(program));
  addCompletion(program);
  program.helpCommand('help [command]', 'show the help of a command');
  throwErrors(program);
  completeHelp(program);
  return program;
}

/** The commands by their headings in the help. */
export function commandTables(formats: readonly ExchangeFormat[]): Readonly<Record<string, CommandTable>> {
  return {
    'Photos:': {
      read: readCommand,
      ...importCommands,
      ...photoCommands,
      ...searchCommands,
      ...savedSearchCommands,
      ...labelCommands,
      ...favouriteCommands,
      ...collectionCommands('album'),
      ...collectionCommands('tag'),
      ...watchCommands,
      ...exportCommands,
      ...followerCommands,
    },
    'Datasets and models:': {
      ...datasetCommands(formats),
      metadata: metadataCommand,
      ...trainCommands,
      ...finetuneCommands,
      ...runCommands,
      ...evaluateCommands,
      ...evaluationCommands,
      ...modelCommands,
      ...engineCommands,
    },
    'Library and program:': {
      ...jobCommands,
      ...settingCommands,
      doctor: doctorCommand,
      call: callCommand,
      serve: serveCommand,
      ...tokenCommands,
      mcp: mcpCommand,
      app: appCommand,
    },
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
