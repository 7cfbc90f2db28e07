import type { Argument, Command, Option } from 'commander';
import { examplesOf, isGroup, longName } from './helpTexts.ts';

/**
 * The manual page of all commands, for `man`, from the same descriptions as their help (man(7), groff_man(7)).
 *
 * @param version of the app
 */
export function manualPage(program: Command, version: string): string {
  const commands = everyCommand(program).filter((command) => command !== program && !isGroup(command));
  const lines = [
    `.TH INKDEX 1 "" ${quoted(`inkdex ${version}`)} "User Commands"`,
    '.SH NAME',
    `inkdex \\- ${escaped(lowered(program.description()))}`,
    '.SH SYNOPSIS',
    '.B inkdex',
    '.I command',
    '[options]',
    '.SH OPTIONS',
    ...program.options.flatMap(optionLines),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH ENVIRONMENT',
    ...term('INKDEX_LIBRARY', 'Library folder, if \\-\\-library is not given.'),
    ...term('INKDEX_THREADS', 'Most threads that read and train.'),
    ...term('INKDEX_READING_ENGINE', 'cpu or webgpu: what reads photos.'),
    ...term('NO_COLOR', 'If set, nothing is printed in colour.'),
    '.SH EXIT STATUS',
    ...term('0', 'Success.'),
    ...term('1', 'Failure; standard error says what failed and what to do.'),
    ...term('2', 'Wrong usage.'),
    ...term('130', 'Stopped by Ctrl\\-C.'),
  ];
  return `${lines.join('\n')}\n`;
}

/** A command and its subcommands, in the order of the help. */
export function everyCommand(command: Command): Command[] {
  const own = command.createHelp().visibleCommands(command);
  const shown = own.filter((child) => child.name() !== 'help');
  return [command, ...shown.flatMap(everyCommand)];
}

function commandLines(command: Command): string[] {
  const name = longName(command);
  return [
    `.SS ${quoted(`inkdex ${name} ${command.usage()}`)}`,
    escaped(sentence(command.description())),
    ...command.registeredArguments.flatMap(argumentLines),
    ...command.options.filter(({ long }) => long !== '--library').flatMap(optionLines),
    '.PP',
    '.EX',
    ...examplesOf(command).map((example) => escaped(example)),
    '.EE',
  ];
}

function argumentLines(argument: Argument): string[] {
  const choices = argument.argChoices === undefined ? '' : ` (${argument.argChoices.join(', ')})`;
  return term(escaped(argument.name()), escaped(sentence(`${argument.description}${choices}`)));
}

function optionLines(option: Option): string[] {
  const choices = option.argChoices === undefined ? '' : ` (${option.argChoices.join(', ')})`;
  const value: unknown = option.defaultValue;
  const isShown = (typeof value === 'string' && value !== '') || typeof value === 'number';
  const usual = isShown ? `; default: ${String(value)}` : '';
  return term(escaped(option.flags), escaped(sentence(`${option.description}${choices}${usual}`)));
}

/** @param name and `text` escaped */
function term(name: string, text: string): string[] {
  return ['.TP', `.B ${name}`, text];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

function lowered(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/\.$/u, '');
}

/** Text of a line: `\` and `-` have a meaning, and a dot or apostrophe at the start is a request. */
function escaped(text: string): string {
  const plain = text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  return plain.replace(/^(?=[.'])/u, '\\&');
}

/** An argument of a request, in which `"` is written twice. */
function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '""')}"`;
}
