import { house } from '../../host/transport.ts';
import { placeDropped } from '../../host/upload.ts';
import type { DroppedFile } from '../../host/upload.ts';
import type { Run } from '../../../shared/contract/run.ts';
import { showMade } from '../../state/showMade.ts';
import { corrections, iamDialog, navigation, runList, toasts, uploads } from '../../stores.ts';

/** Waits for a requested run and shows it. Resolves to whether it was accepted. */
export async function startAndShow(asked: Promise<Run>): Promise<boolean> {
  const { route } = navigation.getState();
  const run = await toasts.getState().attempt(asked);
  if (run === undefined) return false;
  runList.getState().receive(run);
  showMade(route, { screen: 'run', run: run.id }, `${run.title} started.`);
  return true;
}

export async function learnMyHand(): Promise<void> {
  await startAndShow(corrections.getState().learn());
}

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
