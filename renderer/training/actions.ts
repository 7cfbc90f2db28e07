import type { EventPayload } from '../../shared/contract/contract.ts';
import type { Run } from '../../shared/contract/run.ts';
import { host } from '../host/transport.ts';
import { type DroppedFile, placeDropped } from '../host/upload.ts';
import { startAndShow } from '../state/messages.ts';
import { attempt, corrections, navigation, runList, show, uploads } from '../state/stores.ts';
import { iamDialog, runBook } from './stores.ts';
import { isUnfinished } from '../../shared/jobProgress.ts';
import { headlineOf } from '../common/verdict.ts';

/** Queues a run on IAM. Resolves to whether it was accepted. */
export async function learnIam(
  recipe: 'strict' | 'seed',
  preset: 'quick' | 'standard' | 'thorough',
): Promise<boolean> {
  const path = iamDialog.getState().path.trim();
  return startAndShow(host.learnIam({ path, recipe, preset, changes: {}, engine: null }));
}

/** Uses a dropped folder or archive as IAM. */
export async function learnDropped(files: Promise<readonly DroppedFile[]>): Promise<void> {
  iamDialog.getState().open();
  await uploads.getState().track(async (advance) => {
    const path = await attempt(files.then((list) => placeDropped(list, advance)));
    if (path !== undefined) await iamDialog.getState().choose(path);
  });
}

/** Applies a change of a run from an event; shows a message at its end unless its screen is open. */
export function receiveRunChange(change: EventPayload<'runChanged'>): void {
  const { run } = change;
  const before = runList.getState().runs?.find(({ id }) => id === run.id);
  runList.getState().receive(run);
  runBook.getState().receive(change);
  if (run.kind === 'corrections') corrections.receive(run);
  const { route } = navigation.getState();
  const isShown = route.screen === 'run' && route.run === run.id;
  if (before !== undefined && isUnfinished(before) && !isShown) tellEnd(run);
}

function tellEnd(run: Run): void {
  if (run.state === 'failed') show('error', run.error?.message ?? `${run.title} failed.`);
  if (run.state === 'done' && run.result !== null) {
    show('notice', `${run.title}: ${headlineOf(run, run.result)}`);
  }
}
