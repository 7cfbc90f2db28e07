import { Argument, Option, type Command } from 'commander';
import type { Services } from '../services.ts';

/** Arguments and options of a command, and the value that they give. */
export interface Parameter<Value = unknown> {
  readonly given: readonly (Argument | Option)[];
  /**
   * The value, from what each of `given` has. A method, so that what was given may have the types of its parsers: commander does
   * not know these.
   */
  value(at: At, ...given: unknown[]): Value | Promise<Value>;
}

/** The open library, and the command, for wrong usage. */
export interface At {
  readonly services: Services;
  readonly command: Command;
}

/** Returns the value, also of several arguments, of which `before` has those before this one. */
type Parser<Value> = (text: string, before: Value) => Value;

/** An argument; without a parser a text, or texts. */
export function argument<Value = string>(
  flags: string,
  description: string,
  parser?: Parser<Value>,
): Parameter<Value> {
  return asGiven(new Argument(flags, description), parser);
}

/** An option, undefined if it is not given and has no usual value; without a parser a text, or texts. */
export function option<Value>(
  flags: string,
  description: string,
  parser: Parser<Value>,
  usual: Value,
): Parameter<Value>;
export function option<Value = string>(
  flags: string,
  description: string,
  parser?: Parser<Value>,
): Parameter<Value | undefined>;
export function option<Value>(
  flags: string,
  description: string,
  parser?: Parser<Value>,
  usual?: Value,
): Parameter<Value | undefined> {
  return asGiven(new Option(flags, description).default(usual), parser);
}

/** An option that must be given. */
export function needed<Value = string>(
  flags: string,
  description: string,
  parser?: Parser<Value>,
): Parameter<Value> {
  return asGiven(new Option(flags, description).makeOptionMandatory(), parser);
}

/** An option whose value is one of some names. */
export function choice<const Value extends string>(
  flags: string,
  description: string,
  names: readonly Value[],
  usual: Value,
): Parameter<Value>;
export function choice<const Value extends string>(
  flags: string,
  description: string,
  names: readonly Value[],
): Parameter<Value | undefined>;
export function choice<const Value extends string>(
  flags: string,
  description: string,
  names: readonly Value[],
  usual?: Value,
): Parameter<Value | undefined> {
  return asGiven(new Option(flags, description).choices(names).default(usual));
}

/** An option that is there or not. */
export function flag(flags: string, description: string): Parameter<boolean> {
  return finding(new Option(flags, description), (_at, isGiven?: boolean) => isGiven ?? false);
}

/** What is found, in the open library, by an argument or an option. */
export function finding<Value>(made: Argument | Option, value: Parameter<Value>['value']): Parameter<Value> {
  return { given: [made], value };
}

/** What commander has parsed. */
export function asGiven<Value>(made: Argument | Option, parser?: Parser<Value>): Parameter<Value> {
  if (parser !== undefined) made.argParser(parser);
  return { given: [made], value: (_at: At, given: Value) => given };
}
