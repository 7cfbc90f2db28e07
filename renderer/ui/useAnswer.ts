import { useEffect, useEffectEvent, useState } from 'react';
import { failureOf, type Failure } from '../../shared/result.ts';

export interface Answer<Value> {
  /** Undefined until it is there, and after an error. */
  readonly value: Value | undefined;
  readonly error: Failure | null;
}

/**
 * Asks once for each key; what was answered stays until the answer to another key is there.
 *
 * @param key names the question
 */
export function useAnswer<Value>(key: string, ask: () => Promise<Value>): Answer<Value> {
  const [given, setGiven] = useState<Answer<Value>>({ value: undefined, error: null });
  const askNow = useEffectEvent(ask);
  useEffect(() => {
    let isAwaited = true;
    askNow().then(
      (value) => {
        if (isAwaited) setGiven({ value, error: null });
      },
      (thrown: unknown) => {
        if (isAwaited) setGiven({ value: undefined, error: failureOf(thrown) });
      },
    );
    return () => {
      isAwaited = false;
    };
  }, [key]);
  return given;
}
