import type { OpenDialogOptions, OpenDialogReturnValue } from 'electron';
import type { CallArgs, ChosenPaths } from '../../shared/contract.ts';
import { photoExtensions } from '../../shared/photo.ts';

/** Asks with the platform's own dialog. */
export async function choosePaths(
  { what }: CallArgs<'choosePaths'>,
  showDialog: (options: OpenDialogOptions) => Promise<OpenDialogReturnValue>,
): Promise<ChosenPaths> {
  const { canceled, filePaths } = await showDialog(
    what === 'folders'
      ? { title: 'Choose folders of photos', properties: ['openDirectory', 'multiSelections'] }
      : {
          title: 'Choose photos',
          properties: ['openFile', 'multiSelections'],
          filters: [{ name: 'Photos', extensions: [...photoExtensions] }],
        },
  );
  return canceled || filePaths.length === 0 ? { kind: 'cancelled' } : { kind: 'chosen', paths: filePaths };
}
