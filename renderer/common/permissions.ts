import { includesRole, owner, refusalOf, type Caller } from '../../shared/contract/account.ts';
import { calls, type CallName } from '../../shared/contract/contract.ts';
import { useCall } from '../host/useCall.ts';

/** Whether nothing in the library can be changed. The host refuses every change then. */
export function useIsReadOnly(): boolean {
  return useCall('libraryInfo', {}).answer?.isReadOnly ?? false;
}

/** Shown above every screen of a read-only library, and on the buttons that would change something. */
export const readOnlyReason = 'This library is read-only. You can search it, but not change it.';

/** Who uses this window: the owner of the library, or a person who has signed in with a token. */
export function useCaller(): Caller {
  return useCall('libraryInfo', {}).answer?.caller ?? owner;
}

/** Whether the role of the person allows a call. The host refuses it otherwise. */
export function useMay(call: CallName): boolean {
  return includesRole(useCaller().role, calls[call].role);
}

/** Why a button that makes a call is disabled; null if it is not. */
export function useRefusalOf(): (call: CallName) => string | null {
  const isReadOnly = useIsReadOnly();
  const { role } = useCaller();
  return (call) => {
    if (isReadOnly) return readOnlyReason;
    const needed = calls[call].role;
    return includesRole(role, needed) ? null : refusalOf(role, needed);
  };
}
