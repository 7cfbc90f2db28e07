import { useEffect, useEffectEvent, useState } from 'react';
import { useStore } from 'zustand';
import { failureOf, type Failure } from '../../shared/result.ts';
import { datasetList } from '../stores.ts';

export interface Question<Answer> {
  /** The latest answer to this question; undefined until there is one. */
  readonly answer: Answer | undefined;
  readonly error: Failure | null;
}

interface Given<Answer> extends Question<Answer> {
  readonly key: string;
}

/**
 * Asks the house, and again whenever datasets change; what was answered stays until then.
 *
 * @param key names the question: another key is another question
 */
export function useQuestion<Answer>(key: string, ask: () => Promise<Answer>): Question<Answer> {
  const changes = useStore(datasetList, (state) => state.changes);
  const [given, setGiven] = useState<Given<Answer>>({ key, answer: undefined, error: null });
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
  }, [key, changes]);

  return given.key === key ? given : { answer: undefined, error: null };
}
