import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { modelIdSchema, type ModelId } from '../../shared/contract/model.ts';
import { InkdexError, failureOf } from '../../shared/result.ts';
import type { Announce } from '../../shared/contract/contract.ts';
import { openServices } from '../services.ts';
import type { Services } from '../services.ts';
import { libraryFolder } from './libraryFolder.ts';

/** Options that every command takes, before or after its name. */
const commonSchema = z.object({ library: z.string().optional(), json: z.boolean().default(false) });
export type Common = z.infer<typeof commonSchema>;

const libraryText = 'folder of the library (INKDEX_LIBRARY; else the one of your account)';

/** A command that prints data: text for people, or JSON lines. */
export function dataCommand(name: string, description: string): Command {
  return libraryCommand(name, description).option('--json', 'print JSON lines on stdout and nothing else');
}

/** A command that works on a library. */
export function libraryCommand(name: string, description: string): Command {
  return new Command(name).description(description).option('--library <dir>', libraryText);
}

/** What commander parsed, checked: the common options and a command's own. */
export function optionsOf<Shape extends z.ZodRawShape>(
  command: Command,
  shape: Shape,
): Common & z.infer<z.ZodObject<Shape>> {
  const options = command.optsWithGlobals();
  return { ...commonSchema.parse(options), ...z.object(shape).parse(options) };
}

/** One line of data on stdout. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** Progress, advice and errors: on stderr, so that stdout stays data. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Notes a failure and lets the command end with exit status 1 when it is through. */
export function noteFailure(thrown: unknown, about?: string): void {
  const { code, message } = failureOf(thrown);
  note(about === undefined ? `inkdex: ${message} [${code}]` : `inkdex: ${about}: ${message} [${code}]`);
  process.exitCode = 1;
}

/** Opens the library for one command and closes it after, also when the command fails. */
export async function withServices<Value>(
  { library }: Common,
  work: (services: Services) => Promise<Value>,
  announce: Announce = () => undefined,
): Promise<Value> {
  const services = await openServices({ library: libraryFolder(library), announce });
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}

/**
 * Calls `stop` at the first Ctrl-C; a second one ends the process at once. Returns what ends the
 * watch.
 */
export function onInterrupt(stop: () => void): () => void {
  let isStopping = false;
  const listener = (): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    note('inkdex: stopping; Ctrl-C again stops at once.');
    stop();
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return () => {
    process.off('SIGINT', listener);
    process.off('SIGTERM', listener);
  };
}

/** A parser for commander of whole numbers. Wrong ones are wrong usage: exit status 2. */
export function wholeNumber(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/u.test(text) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${String(lowest)} to ${String(highest)}.`);
  };
}

/** A parser for commander. Wrong ones are wrong usage: a name that is no model's id could name a file anywhere. */
export function modelId(text: string): ModelId {
  const parsed = modelIdSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('Expected the id of a model, as `inkdex models` prints it.');
}

/** What messages call a file, or a page of it from 1 on. */
export function placeName(path: string, page: number | undefined): string {
  return page === undefined ? path : `${path}, page ${String(page)}`;
}

export function cancelled(): InkdexError {
  return new InkdexError('cancelled', 'Stopped before the end. Run the same command to go on.');
}
