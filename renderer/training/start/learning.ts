import { house } from '../../host/transport.ts';
import { placeDropped } from '../../host/upload.ts';
import type { DroppedFile } from '../../host/upload.ts';
import { startAndShow } from '../../state/showMade.ts';
import { toasts, uploads } from '../../state/stores.ts';
import { iamDialog } from '../stores.ts';

export async function learnIam(
  recipe: 'strict' | 'seed',
  preset: 'quick' | 'standard' | 'thorough',
): Promise<void> {
  const path = iamDialog.getState().path.trim();
  const asked = house.learnIam({ path, recipe, preset, changes: {}, engine: null });
  if (await startAndShow(asked)) iamDialog.getState().close();
}

/** Uses a dropped folder or archive as IAM. */
export async function learnDropped(files: Promise<readonly DroppedFile[]>): Promise<void> {
  iamDialog.getState().open();
  const { begin, advance, end } = uploads.getState();
  begin();
  try {
    const path = await toasts.getState().attempt(files.then((list) => placeDropped(list, advance)));
    if (path !== undefined) await iamDialog.getState().choose(path);
  } finally {
    end();
  }
}
