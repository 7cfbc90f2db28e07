import {
  keepPreviousData,
  skipToken,
  useQueries,
  useQuery,
  type UseQueryOptions,
} from '@tanstack/react-query';
import type { CallArgs, CallName, CallResult } from '../../shared/contract/contract.ts';
import type { Failure } from '../../shared/result.ts';
import { createAnswers, failureIn, type Again } from './answers.ts';
import { host } from './transport.ts';

export const answers = createAnswers(host);

export interface Answer<Value> {
  /** The latest answer; undefined before the first one, and after an error. */
  readonly answer: Value | undefined;
  readonly error: Failure | null;
}

interface CallOptions {
  /** A changed value asks the same question again. */
  readonly again?: Again;
  /** Whether the answer to the previous question stays until the new one arrives. */
  readonly isKept?: boolean;
}

/**
 * The answer to a call, kept up to date with the events of the host.
 *
 * @param args null: nothing is asked
 */
export function useCall<Name extends CallName>(
  name: Name,
  args: CallArgs<Name> | null,
  { again, isKept = false }: CallOptions = {},
): Answer<CallResult<Name>> {
  const placeholder = isKept ? { placeholderData: keepPreviousData } : {};
  const asked = args === null ? { queryKey: [name, null] } : answers.query(name, args, again);
  const { data, error } = useQuery<CallResult<Name>>(
    { queryFn: skipToken, ...asked, ...placeholder },
    answers.client,
  );
  return { answer: error === null ? data : undefined, error: failureIn(error) };
}

/** The answers to several calls of one kind; undefined until all have arrived. */
export function useCalls<Name extends CallName>(
  name: Name,
  argsList: readonly CallArgs<Name>[],
): Answer<readonly CallResult<Name>[]> {
  const queries = argsList.map((args): UseQueryOptions<CallResult<Name>> => answers.query(name, args));
  const results = useQueries({ queries }, answers.client);
  const failed = results.find(({ error }) => error !== null);
  if (failed !== undefined) return { answer: undefined, error: failureIn(failed.error) };
  const known = results.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return { answer: known.length === results.length ? known : undefined, error: null };
}
