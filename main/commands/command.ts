import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { BrokerSettings, BrokerState } from '../../shared/contract/broker.ts';
import { modelIdSchema } from '../../shared/contract/model.ts';
import { printable, printableJson } from '../../shared/printable.ts';
import { InkdexError, failureOf } from '../../shared/result.ts';
import { events, type Announce, type EventName, type EventPayload } from '../../shared/contract/contract.ts';
import { formatCount } from '../../shared/text.ts';
import { openServices, type Services } from '../services.ts';
import { libraryFolder } from '../installation.ts';
import { alarming, clearBar } from './terminal.ts';

/** Options that every command accepts, before or after its name. */
const commonSchema = z.object({ library: z.string().optional(), json: z.boolean().default(false) });
export type Common = z.infer<typeof commonSchema>;

/** Help for `--library`. */
export const libraryText = 'library folder (default: $INKDEX_LIBRARY, else a folder of your account)';

/** A command that prints data, as text or as JSON lines. */
export function dataCommand(name: string, description: string): Command {
  return libraryCommand(name, description).option('--json', 'print only JSON lines to stdout');
}

export function libraryCommand(name: string, description: string): Command {
  return new Command(name).description(description).option('--library <dir>', libraryText);
}

export function commonOf(command: Command): Common {
  return commonSchema.parse(command.optsWithGlobals());
}

/** The common options and the command's own, as commander parsed them, checked by a schema. */
export function optionsOf<Shape extends z.ZodRawShape>(
  command: Command,
  shape: Shape,
): Common & z.infer<z.ZodObject<Shape>> {
  const options = command.optsWithGlobals();
  return { ...commonSchema.parse(options), ...z.object(shape).parse(options) };
}

/** One line of data on stdout. Names and words may come from anybody: none of them drives the terminal. */
export function print(line: string): void {
  clearBar();
  process.stdout.write(`${printable(line)}\n`);
}

export function printJson(value: unknown): void {
  clearBar();
  process.stdout.write(`${printableJson(value)}\n`);
}

/** A row of data on stdout: a value as JSON, or a line of text. */
export function printRow(isJson: boolean, value: unknown, line: string): void {
  if (isJson) printJson(value);
  else print(line);
}

/** What a command has done: a value as JSON on stdout, or a sentence on stderr. */
export function tell(isJson: boolean, value: unknown, sentence: string): void {
  if (isJson) printJson(value);
  else note(sentence);
}

/**
 * Prints progress, advice or an error to stderr, so that stdout contains only data.
 *
 * @param mark what stands before it, for example in colour
 */
export function note(line: string, mark = ''): void {
  clearBar();
  process.stderr.write(`${mark}${printable(line)}\n`);
}

/** As shells do for a program that Ctrl-C ended: 128 and the number of SIGINT. */
const interruptedStatus = 130;

/** Prints a failure. The command continues and ends with exit status 1, or 130 after Ctrl-C. */
export function noteFailure(thrown: unknown, about?: string): void {
  const { code, message } = failureOf(thrown);
  const place = about === undefined ? '' : ` ${about}:`;
  note(`${place} ${message} [${code}]`, alarming('inkdex:'));
  process.exitCode = code === 'cancelled' ? interruptedStatus : 1;
}

/** Prints what a command goes on without; it does not fail for it. */
export const noteEvents: Announce = (name, payload) => {
  if (name === 'gpuFailed') note(`inkdex: ${events.gpuFailed.payload.parse(payload).message}`);
  if (name === 'brokerChanged') noteBroker(events.brokerChanged.payload.parse(payload));
};

let notedProblem: string | null = null;

function noteBroker({ problem, isConnected }: BrokerState): void {
  if (problem === null || problem === notedProblem) return;
  notedProblem = problem;
  note(`inkdex: ${problem}${isConnected ? '' : ' Photos are read on this machine.'}`);
}

/** How a command opens the library. */
interface Opening {
  readonly announce?: Announce;
  readonly broker?: BrokerSettings | undefined;
}

/** Opens the library for one command and closes it afterwards, also when the command fails. */
export async function withServices<Value>(
  { library }: Common,
  work: (services: Services) => Value | Promise<Value>,
  { announce = noteEvents, broker }: Opening = {},
): Promise<Value> {
  const services = await openServices({ library: libraryFolder(library), announce, broker });
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}

/** Calls a listener with every payload of an event from now on. */
export type Listen<Name extends EventName> = (listener: (payload: EventPayload<Name>) => void) => void;

/** `withServices` for work that follows an event of the library. */
export async function following<Name extends EventName>(
  options: Common,
  followed: Name,
  work: (services: Services, listen: Listen<Name>) => Promise<void>,
  broker?: BrokerSettings,
): Promise<void> {
  const listeners: ((payload: EventPayload<Name>) => void)[] = [];
  const listen: Listen<Name> = (listener) => listeners.push(listener);
  const announce: Announce = (name, payload) => {
    noteEvents(name, payload);
    // The name determines the payload's type, but the compiler cannot see that.
    const told = payload as unknown as EventPayload<Name>;
    const heard: EventName = name;
    if (heard === followed) for (const listener of listeners) listener(told);
  };
  await withServices(options, (services) => work(services, listen), { announce, broker });
}

/**
 * Calls `stop` at the first Ctrl-C; a second one ends the process immediately. Returns a function that removes
 * the listeners.
 */
export function onInterrupt(stop: () => void): () => void {
  let isStopping = false;
  const listener = (): void => {
    if (isStopping) process.exit(interruptedStatus);
    isStopping = true;
    note('inkdex: stopping. Press Ctrl-C again to stop immediately.');
    stop();
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return () => {
    process.off('SIGINT', listener);
    process.off('SIGTERM', listener);
  };
}

/** A commander parser for whole numbers. Anything else is wrong usage: exit status 2. */
export function wholeNumber(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/u.test(text) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(
      `Expected a whole number from ${formatCount(lowest)} to ${formatCount(highest)}.`,
    );
  };
}

/**
 * A commander parser for what a schema accepts. Anything else is wrong usage: exit status 2.
 *
 * @param expected what to say then, in place of the schema's own words
 */
export function fitting<Schema extends z.ZodType>(
  schema: Schema,
  expected?: string,
): (text: string) => z.output<Schema> {
  return (text) => {
    const { data, error } = schema.safeParse(text);
    if (error === undefined) return data;
    throw new InvalidArgumentError(expected ?? error.issues.map(({ message }) => message).join('; '));
  };
}

/** A commander parser for model ids. Anything else is wrong usage, because it could be a path outside the library. */
export const modelId = fitting(modelIdSchema, 'Expected a model id, as listed by `inkdex models`.');

/** A commander parser for ids that a command lists. Anything else is wrong usage. */
export function idOf<Schema extends z.ZodType>(
  schema: Schema,
  of: string,
  lister: string,
): (text: string) => z.output<Schema> {
  return (text) => {
    const parsed = schema.safeParse(/^\d+$/u.test(text) ? Number(text) : text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(`Expected the id of ${of}, as listed by \`${lister}\`.`);
  };
}

const pageSize = 500;

/** Everything that a call lists page by page. */
export async function* everyOne<Each>(
  page: (asked: {
    readonly offset: number;
    readonly limit: number;
  }) => readonly Each[] | Promise<readonly Each[]>,
): AsyncGenerator<Each> {
  for (let offset = 0; ; offset += pageSize) {
    const found = await page({ offset, limit: pageSize });
    yield* found;
    if (found.length < pageSize) return;
  }
}

/** The name of a file, or of one of its pages (counted from 1), in messages. */
export function placeName(path: string, page: number | undefined): string {
  return page === undefined ? path : `${path}, page ${page}`;
}

export function cancelled(): InkdexError {
  return new InkdexError('cancelled', 'Stopped before it finished. Run the same command again to continue.');
}
