import type { MessageBoxSyncOptions } from 'electron';
import { failureOf } from '../../shared/result.ts';
import { describeRepair } from '../store/repair/describeRepair.ts';
import { repairLibrary } from '../store/repair/repairLibrary.ts';

const buttons = ['Repair', 'Quit'];

/**
 * Asks whether a library that does not open is to be set up again, does it, and says what came of it.
 *
 * @param found what is wrong with it
 * @param show the platform's dialog; gives the index of the button
 * @returns whether it can be opened now
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
      message: 'The library is repaired',
      detail: describeRepair(repair),
    });
    return true;
  } catch (thrown) {
    show({
      type: 'error',
      title: 'Inkdex',
      message: 'It could not be repaired',
      detail: failureOf(thrown).message,
    });
    return false;
  }
}
