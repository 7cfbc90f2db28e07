import { prettifyError } from 'zod';
import { calls } from '../../shared/contract/contract.ts';
import type { CallName, Contract } from '../../shared/contract/contract.ts';
import { InkdexError, failureOf } from '../../shared/result.ts';
import type { Result } from '../../shared/result.ts';

/** Writes one entry of the log, stack and all. */
export type Log = (message: string) => void;

/** Answers one call that came over a wire. Never rejects. */
export type Serve = (call: string, args: unknown) => Promise<Result<unknown>>;

/**
 * Puts the contract on a wire: arguments and results are parsed, names that are not in the contract
 * are refused, and only the code and message of an error leave this process. What is not an
 * InkdexError is a bug: its stack goes to the log.
 */
export function serve(contract: Contract, log: Log): Serve {
  return async (call, args) => {
    try {
      return { ok: true, value: await answer(contract, call, args) };
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.code === 'internal') log(`${call} failed: ${describe(thrown)}`);
      return { ok: false, error: failure };
    }
  };
}

async function answer(contract: Contract, call: string, args: unknown): Promise<unknown> {
  if (!isCallName(call)) {
    throw new InkdexError('bad-arguments', `There is no call named "${call}".`);
  }
  const parsed = calls[call].args.safeParse(args);
  if (!parsed.success) {
    throw new InkdexError(
      'bad-arguments',
      `${call} was called with arguments it does not take: ${prettifyError(parsed.error)}`,
    );
  }
  // One name picks both the schema and the handler; the compiler cannot follow that pair.
  const handler = contract[call] as (args: unknown) => Promise<unknown>;
  return calls[call].result.parse(await handler(parsed.data));
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
