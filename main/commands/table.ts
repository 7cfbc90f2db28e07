import { Command, Option } from 'commander';
import { prettifyError, type z } from 'zod';
import { owner, type Caller } from '../../shared/contract/account.ts';
import {
  calls,
  type CallArgs,
  type CallName,
  type CallResult,
  type EventName,
} from '../../shared/contract/contract.ts';
import { jobSchema, type Job } from '../../shared/contract/job.ts';
import { safeParse } from '../../shared/json.ts';
import { handlers, type EntryPoint } from '../ipc/handlers.ts';
import type { Services } from '../services.ts';
import {
  commonOf,
  dataCommand,
  following,
  note,
  printRow,
  tell,
  type Common,
  type Listen,
} from './command.ts';
import { runJob } from './followJob.ts';
import type { At, Parameter } from './parameters.ts';

/**
 * The commands are tables by their long names. An entry passes one call of the contract on (`passes`), does something with an
 * open library (`onLibrary`), starts a job (`startsJob`), or is a group or a command made by hand.
 */
export type CommandTable = Readonly<Record<string, string | Entry | (() => Command)>>;

/** A command of a table. */
export interface Entry {
  /** The call that it only passes on, and its fields. */
  readonly passes?: { readonly call: CallName; readonly fields: ReadonlySet<string> };
  make(name: string): Command;
}

/** The parameters of a command, by the names of their values. */
type Taking<Values> = { readonly [Name in keyof Values]: Parameter<Values[Name]> };

/** What a command has besides the values of its parameters. */
interface Base extends Common {
  readonly command: Command;
}

/** The values of some parameters. */
export type Given<Takes> = Base & {
  readonly [Name in keyof Takes]: Takes[Name] extends Parameter<infer Value> ? Value : never;
};

/** The top commands of a table: `photos show` is a subcommand of `photos`. */
export function commandsOf(table: CommandTable): Command[] {
  const made = new Map<string, Command>();
  const top: Command[] = [];
  for (const [longName, entry] of Object.entries(table)) {
    const words = longName.split(' ');
    const command = commandOf(words.at(-1) ?? '', entry);
    made.set(longName, command);
    const parent = made.get(words.slice(0, -1).join(' '));
    if (parent === undefined) top.push(command);
    else parent.addCommand(command);
  }
  return top;
}

function commandOf(name: string, entry: CommandTable[string]): Command {
  if (typeof entry === 'string') return new Command(name).description(entry);
  return typeof entry === 'function' ? entry() : entry.make(name);
}

/** A command that opens the library for what it does, and closes it afterwards. */
export function onLibrary<Values extends object>(
  description: string,
  takes: Taking<Values> | undefined,
  does: (services: Services, given: Values & Base) => unknown,
): Entry {
  return hearing('jobChanged', description, takes, does);
}

/** A command that follows an event of the library while it works. */
export function hearing<Name extends EventName, Values extends object>(
  event: Name,
  description: string,
  takes: Taking<Values> | undefined,
  does: (services: Services, given: Values & Base, listen: Listen<Name>) => unknown,
): Entry {
  return {
    make(name) {
      const command = taking(name, description, takes);
      return command.action(async () => {
        await following(commonOf(command), event, async (services, listen) => {
          await does(services, await givenTo(takes, { services, command }), listen);
        });
      });
    },
  };
}

/**
 * A command that starts a job of the library, follows it to its end and prints it, or why it failed.
 *
 * @param nothing what is said if there is no job to start
 */
export function startsJob<Values extends object>(
  description: string,
  takes: Taking<Values> | undefined,
  nothing: string,
  start: (services: Services, given: Values & Base) => Job | null | Promise<Job | null>,
): Entry {
  return hearing('jobChanged', description, takes, async (services, given, listen) => {
    const job = await start(services, given);
    if (job === null) note(nothing);
    else await runJob(services.jobs, listen, job, given.json);
  });
}

/** A row of output: a value for JSON, and the same as text. */
export type Row = readonly [value: unknown, line: string];

/** How a command gets the fields of its call, and which one of four things it does with the result. */
interface Passing<Name extends CallName> {
  /** For help. */
  readonly about: string;
  /** Fields from the command line; arguments in their order. */
  readonly takes?: Taking<Partial<CallArgs<Name>>>;
  /** Fields that the command line does not give. */
  readonly usual?: Partial<CallArgs<Name>>;
  /** Prints rows. */
  readonly rows?: (result: CallResult<Name>, args: CallArgs<Name>) => readonly Row[];
  /** Prints a value as JSON, or says a sentence on stderr. */
  readonly tells?: (result: CallResult<Name>, args: CallArgs<Name>) => Row;
  /** Prints in a way of its own. */
  readonly prints?: (result: CallResult<Name>, at: Common & At & { args: CallArgs<Name> }) => unknown;
  /** Follows a job to its end; what is said if there is none to follow. */
  readonly follows?: string;
}

/** A command that passes a call on. */
export function passes<Name extends CallName>(
  call: Name,
  { about, takes, usual = {}, rows, tells, prints, follows }: Passing<Name>,
): Entry {
  const fields = new Set([...Object.keys({ ...takes }), ...Object.keys(usual)]);
  const answered = async (services: Services, given: Partial<CallArgs<Name>> & Base) => {
    const own = Object.entries(given).filter(([name, value]) => fields.has(name) && value !== undefined);
    const parsed = safeParse<z.ZodType>(calls[call].args, { ...usual, ...Object.fromEntries(own) });
    if (!parsed.success) given.command.error(`error: ${prettifyError(parsed.error)}`);
    // The name determines both the schemas and the handler, but the compiler cannot see that.
    const args = parsed.data as CallArgs<Name>;
    const handler = handlers(services, commandLine)[call] as (args: unknown, caller: Caller) => unknown;
    return { args, result: (await handler(args, owner)) as CallResult<Name> };
  };
  const entry =
    follows === undefined
      ? onLibrary(about, takes, async (services, given) => {
          const { args, result } = await answered(services, given);
          for (const row of rows?.(result, args) ?? []) printRow(given.json, ...row);
          if (tells !== undefined) tell(given.json, ...tells(result, args));
          await prints?.(result, { ...given, services, args });
        })
      : startsJob(about, takes, follows, async (services, given) =>
          jobSchema.nullable().parse((await answered(services, given)).result),
        );
  return { ...entry, passes: { call, fields } };
}

/** What differs from a window. */
export const commandLine: EntryPoint = {
  kind: 'command-line',
  choosePaths: () => Promise.resolve({ kind: 'cancelled' }),
};

function taking(name: string, description: string, takes: object | undefined): Command {
  const command = dataCommand(name, description);
  for (const each of Object.values<Parameter>({ ...takes }).flatMap(({ given }) => given)) {
    if (each instanceof Option) command.addOption(each);
    else command.addArgument(each);
  }
  return command;
}

async function givenTo<Values extends object>(
  takes: Taking<Values> | undefined,
  at: At,
): Promise<Values & Base> {
  const options = at.command.optsWithGlobals();
  const values = at.command.processedArgs.values();
  const found: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries<Parameter>({ ...takes })) {
    const given = parameter.given.map((each): unknown =>
      each instanceof Option ? options[each.attributeName()] : values.next().value,
    );
    found[name] = await parameter.value(at, ...given);
  }
  // Each parameter gives the value of its name, but the compiler cannot see that.
  return { ...(found as Values), ...commonOf(at.command), command: at.command };
}
