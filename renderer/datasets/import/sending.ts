import { placeDropped } from '../../host/upload.ts';
import type { DroppedFile } from '../../host/upload.ts';
import { importFlow } from '../stores.ts';
import { uploads } from '../../state/stores.ts';

/** Uses dropped or chosen files as the source of an import; opens the dialog if needed. */
export async function importDatasetFiles(files: Promise<readonly DroppedFile[]>): Promise<void> {
  if (!importFlow.getState().isOpen) importFlow.getState().open();
  const { begin, advance, end } = uploads.getState();
  begin();
  try {
    await importFlow.getState().take(files.then((list) => placeDropped(list, advance)));
  } finally {
    end();
  }
}
