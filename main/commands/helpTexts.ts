import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { resourcesFolder } from '../installation.ts';

/** One a line, read when the first help is shown. Each is of the last command in it. */
let exampleLines: readonly string[] | undefined;

/** `photos failures retry`: the name of a command with those of its parents, without the program's. */
export function longName(command: Command): string {
  const { parent } = command;
  if (parent === null) return '';
  const before = longName(parent);
  return before === '' ? command.name() : `${before} ${command.name()}`;
}

/** Whether it does nothing itself. */
export function isGroup(command: Command): boolean {
  return command.commands.length > 0 && ownExamples(command).length === 0;
}

/** The examples of a command; of a group the first one of each of its commands. */
export function examplesOf(command: Command): readonly string[] {
  const own = ownExamples(command);
  return own.length > 0 ? own : command.commands.flatMap((child) => examplesOf(child).slice(0, 1));
}

function ownExamples(command: Command): string[] {
  const file = join(resourcesFolder, 'commands', 'examples.txt');
  exampleLines ??= readFileSync(file, 'utf8').trim().split('\n');
  return exampleLines.filter((line) => {
    const called = `${line.split(/(?:^|\| )inkdex /u).at(-1) ?? ''} `;
    const isOf = (each: Command): boolean => called.startsWith(`${longName(each)} `);
    return isOf(command) && !command.commands.some(isOf);
  });
}

/** Adds the examples and bold headings to the help of a command and its subcommands. Honours NO_COLOR, as commander does. */
export function completeHelp(command: Command): void {
  command.configureHelp({ styleTitle: (title) => styleText('bold', title, { validateStream: false }) });
  if (command.parent !== null) command.addHelpText('after', () => exampleText(command));
  for (const child of command.commands) completeHelp(child);
}

function exampleText(command: Command): string {
  const shown = examplesOf(command);
  const title = shown.length === 1 ? 'Example:' : 'Examples:';
  const lines = shown.map((example) => `  ${example}`).join('\n');
  return shown.length > 0 ? `\n${title}\n${lines}` : '';
}
