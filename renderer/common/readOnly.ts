import { useCall } from '../host/useCall.ts';

/** Whether nothing in the library can be changed. The host refuses every change then. */
export function useIsReadOnly(): boolean {
  return useCall('libraryInfo', {}).answer?.isReadOnly ?? false;
}

/** Shown above every screen of a read-only library, and on the buttons that would change something. */
export const readOnlyReason = 'This library is read-only. You can search it, but not change it.';
