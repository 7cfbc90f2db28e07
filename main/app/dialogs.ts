import type { OpenDialogOptions, OpenDialogReturnValue, MessageBoxSyncOptions } from 'electron';
import type { CallArgs } from '../../shared/contract/contract.ts';
import type { ChosenPaths } from '../../shared/contract/library.ts';
import { importExtensions } from '../../shared/contract/photo.ts';
import { failureOf } from '../../shared/result.ts';
import { describeRepair } from '../store/repair/describeRepair.ts';
import { repairLibrary } from '../store/repair/repairLibrary.ts';

const dialogs: Readonly<Record<CallArgs<'choosePaths'>['what'], OpenDialogOptions>> = {
  folders: { title: 'Choose folders of photos', properties: ['openDirectory', 'multiSelections'] },
  photos: {
    title: 'Choose photos',
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: 'Photos and PDFs', extensions: [...importExtensions] }],
  },
  folder: { title: 'Choose a folder', properties: ['openDirectory', 'createDirectory'] },
  file: { title: 'Choose a file', properties: ['openFile'] },
};

/** Lets the user choose paths in the platform's dialog. */
export async function choosePaths(
  { what }: CallArgs<'choosePaths'>,
  showDialog: (options: OpenDialogOptions) => Promise<OpenDialogReturnValue>,
): Promise<ChosenPaths> {
  const { canceled, filePaths } = await showDialog(dialogs[what]);
  return canceled || filePaths.length === 0 ? { kind: 'cancelled' } : { kind: 'chosen', paths: filePaths };
}

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
