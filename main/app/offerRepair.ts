import type { MessageBoxSyncOptions } from 'electron';
import { failureOf } from '../../shared/result.ts';
import { describeRepair, repairLibrary } from '../store/repair/repairLibrary.ts';

const buttons = ['Repair', 'Quit'];

/**
 * Asks whether to repair a library that cannot be opened, repairs it and shows the result.
 *
 * @param found what is wrong with the library
 * @param show shows the platform's dialog and returns the index of the pressed button
 * @returns whether the library can be opened now
 */
export function offerRepair(
  found: string,
  folder: string,
  show: (options: MessageBoxSyncOptions) => number,
): boolean {
  const question = {
    type: 'error',
    title: 'Inkdex',
    message: 'The library is damaged',
    detail: found,
  } as const;
  if (show({ ...question, buttons, defaultId: 0, cancelId: 1 }) !== 0) return false;
  try {
    const repair = repairLibrary(folder);
    if (repair === null) return false;
    show({
      type: 'info',
      title: 'Inkdex',
      message: 'The library was repaired',
      detail: describeRepair(repair),
    });
    return true;
  } catch (thrown) {
    show({
      type: 'error',
      title: 'Inkdex',
      message: 'The library could not be repaired',
      detail: failureOf(thrown).message,
    });
    return false;
  }
}
