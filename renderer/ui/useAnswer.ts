import { useEffect, useEffectEvent, useState } from 'react';
import { failureOf, type Failure } from '../../shared/result.ts';

export interface Answer<Value> {
  /** The latest answer; undefined before the first one, and after an error. */
  readonly answer: Value | undefined;
  readonly error: Failure | null;
}

const none: Answer<never> = { answer: undefined, error: null };

/**
 * Calls the host once. The answer stays until a newer one with the same key arrives.
 *
 * @param key identifies the question: a different key discards the old answer
 * @param again a changed value asks the same question again and keeps the old answer meanwhile
 */
export function useAnswer<Value>(
  key: string,
  ask: () => Promise<Value>,
  again: string | number = 0,
): Answer<Value> {
  const [given, setGiven] = useState<Answer<Value> & { readonly key: string }>({ ...none, key });
  const askNow = useEffectEvent(ask);
  useEffect(() => {
    let isAwaited = true;
    askNow().then(
      (answer) => {
        if (isAwaited) setGiven({ key, answer, error: null });
      },
      (thrown: unknown) => {
        if (isAwaited) setGiven({ key, answer: undefined, error: failureOf(thrown) });
      },
    );
    return () => {
      isAwaited = false;
    };
  }, [key, again]);
  return given.key === key ? given : none;
}
