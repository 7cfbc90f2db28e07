import { prettifyError, ZodError, type ZodType } from 'zod';
import { includesRole, refusalOf, type Caller, type Role } from '../../shared/contract/account.ts';
import {
  calls,
  type CallName,
  type ServedContract,
  type Announce,
  type EventName,
  type EventPayload,
} from '../../shared/contract/contract.ts';
import { requireOrdinary } from '../files/requireOrdinary.ts';
import { safeParse } from '../../shared/json.ts';
import { InkdexError, failureOf, type Result } from '../../shared/result.ts';

/** Writes one log entry, including a stack. */
export type Log = (message: string) => void;

/** Answers one call from a window. Never rejects. */
export type Serve = (call: string, args: unknown, caller: Caller) => Promise<Result<unknown>>;

/**
 * Serves the contract to windows. Parses arguments and results, rejects names that are not in the contract and calls
 * that the caller's role does not allow, and sends only the code and message of an error. Any error other than an InkdexError is a bug: its stack goes to
 * the log.
 */
export function serve(contract: ServedContract, log: Log): Serve {
  return async (call, args, caller) => {
    try {
      return { ok: true, value: await answer(contract, call, args, caller) };
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.code === 'internal') log(`${call} failed: ${describe(thrown)}`);
      return { ok: false, error: failure };
    }
  };
}

/** Of one call that are named. */
const mostIssues = 5;

async function answer(
  contract: ServedContract,
  call: string,
  args: unknown,
  caller: Caller,
): Promise<unknown> {
  if (!isCallName(call)) {
    throw new InkdexError('bad-arguments', `There is no call named "${call}".`);
  }
  requireRole(caller, calls[call].role);
  const parsed = safeParse<ZodType>(calls[call].args, args);
  if (!parsed.success) {
    const first = new ZodError(parsed.error.issues.slice(0, mostIssues));
    throw new InkdexError('bad-arguments', `Invalid arguments for ${call}: ${prettifyError(first)}`);
  }
  if (pathsOf(parsed.data).length > 0) requireRole(caller, 'admin');
  if (!leavesPaths.has(call)) for (const path of pathsOf(parsed.data)) await requireOrdinary(path);
  // The name determines both the schema and the handler, but the compiler cannot see that.
  const handler = contract[call] as (args: unknown, caller: Caller) => unknown;
  return calls[call].result.parse(await handler(parsed.data, caller));
}

/** @throws InkdexError `permission-denied` if the caller's role does not include the needed one */
export function requireRole(caller: Caller, needed: Role): void {
  if (includesRole(caller.role, needed)) return;
  throw new InkdexError('permission-denied', refusalOf(caller.role, needed));
}

/**
 * Calls whose paths are not checked here: an import reports each bad file by itself, and a folder that does not answer
 * any more must still be unwatched.
 */
const leavesPaths: ReadonlySet<CallName> = new Set(['importPaths', 'unwatchFolder']);
/** The names of arguments that are paths. A test holds that every text of the contract is known as a path or not. */
const pathNames: ReadonlySet<string> = new Set(['path', 'paths', 'fonts', 'credentials', 'certificate']);

/** The paths in the arguments of a call, without empty ones, which mean a default. */
function pathsOf(args: unknown): string[] {
  if (typeof args !== 'object' || args === null) return [];
  return Object.entries(args).flatMap(([name, value]): string[] => {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    const texts = pathNames.has(name) ? values.filter((each) => typeof each === 'string') : [];
    return [...texts.filter((text) => text !== ''), ...values.flatMap(pathsOf)];
  });
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** Receives every event of the main process for one window. */
type EventListener = (name: EventName, payload: EventPayload<EventName>) => void;

export interface Announcer {
  readonly announce: Announce;
  /** Returns a function that ends the subscription. */
  readonly subscribe: (listener: EventListener) => () => void;
}

/** Sends the events of the main process to every window. */
export function createAnnouncer(): Announcer {
  const listeners = new Set<EventListener>();
  return {
    announce(name, payload) {
      for (const listener of [...listeners]) listener(name, payload);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
