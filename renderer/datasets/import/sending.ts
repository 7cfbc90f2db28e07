import { placeDropped } from '../../bridge.ts';
import type { DroppedFile } from '../../droppedFiles.ts';
import { importFlow, uploads } from '../../stores.ts';

/** Takes what was dropped or picked as the source of an import; opens the dialog where it is not open. */
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
