import { useCall } from '../host/useCall.ts';

/** Whether nothing in the library can be changed. The host refuses every change then; buttons for changes are disabled. */
export function useIsReadOnly(): boolean {
  return useCall('libraryInfo', {}).answer?.isReadOnly ?? false;
}
