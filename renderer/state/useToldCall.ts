import { useEffect } from 'react';
import type { CallName, CallResult } from '../../shared/contract/contract.ts';
import { useCall } from '../host/useCall.ts';
import { toasts } from './stores.ts';

/** Like `useCall`, with a message if the host reports an error. */
export function useToldCall<Name extends CallName>(
  ...asked: Parameters<typeof useCall<Name>>
): CallResult<Name> | undefined {
  const { answer, error } = useCall(...asked);
  const message = error?.message;
  useEffect(() => {
    if (message !== undefined) toasts.getState().show('error', message);
  }, [message]);
  return answer;
}
