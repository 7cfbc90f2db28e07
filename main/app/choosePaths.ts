import type { OpenDialogOptions, OpenDialogReturnValue } from 'electron';
import type { CallArgs } from '../../shared/contract/contract.ts';
import type { ChosenPaths } from '../../shared/contract/library.ts';
import { importExtensions } from '../../shared/contract/photo.ts';

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
