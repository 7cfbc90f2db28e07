import type { EventPayload } from '../../shared/contract/contract.ts';
import type { Run } from '../../shared/contract/run.ts';
import { corrections, navigation, runList, toasts } from '../state/stores.ts';
import { runBook } from './stores.ts';
import { isUnfinished } from '../state/runList.ts';
import { headlineOf } from '../common/verdict.ts';

/** Applies a change of a run from an event; shows a message at its end unless its screen is open. */
export function receiveRunChange(change: EventPayload<'runChanged'>): void {
  const { run } = change;
  const before = runList.getState().runs?.find(({ id }) => id === run.id);
  runList.getState().receive(run);
  runBook.getState().receive(change);
  if (run.kind === 'corrections') corrections.receive(run);
  const { route } = navigation.getState();
  const isLookedAt = route.screen === 'run' && route.run === run.id;
  if (before !== undefined && isUnfinished(before) && !isLookedAt) tellEnd(run);
}

function tellEnd(run: Run): void {
  const { show } = toasts.getState();
  if (run.state === 'failed') show('error', run.error?.message ?? `${run.title} failed.`);
  if (run.state === 'done' && run.result !== null) {
    show('notice', `${run.title}: ${headlineOf(run.kind, run.result)}`);
  }
}
