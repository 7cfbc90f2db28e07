import type { Run } from '../../shared/contract/run.ts';
import { navigation, runList, toasts } from './stores.ts';
import type { Route } from './route.ts';

/**
 * Shows the screen of something that is ready. If the person has gone to another screen meanwhile, only a message says
 * so.
 *
 * @param from the route on which it was requested; null if the dialog in which it was requested is closed
 * @param message text of that message
 */
export function showMade(from: Route | null, made: Route, message: string): void {
  const { navigate, navigateFrom } = navigation.getState();
  if (from !== null && navigateFrom(from, made)) return;
  const take = (): void => {
    navigate(made);
  };
  toasts.getState().show('notice', message, { label: 'Show', take });
}

/** Waits for a requested run and shows it. Resolves to whether it was accepted. */
export async function startAndShow(asked: Promise<Run>): Promise<boolean> {
  const { route } = navigation.getState();
  const run = await toasts.getState().attempt(asked);
  if (run === undefined) return false;
  runList.getState().receive(run);
  showMade(route, { screen: 'run', run: run.id }, `${run.title} started.`);
  return true;
}
