import { useEffect, useEffectEvent, useState } from 'react';
import { failureOf, type Failure } from '../../shared/result.ts';

export interface Answer<Value> {
  /** The latest to this question; undefined until there is one, and after an error. */
  readonly answer: Value | undefined;
  readonly error: Failure | null;
}

const none: Answer<never> = { answer: undefined, error: null };

/**
 * Asks the house once; what was answered stays until there is another answer to the same question.
 *
 * @param key names the question: another key is another question
 * @param again asks the same question again whenever it is another
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
