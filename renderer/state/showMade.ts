import { navigation, toasts } from '../stores.ts';
import type { Route } from './route.ts';

/**
 * Shows what was waited for; a person who has gone elsewhere meanwhile is not called away, but told.
 *
 * @param from where they were when they asked for it; null for who has closed what they asked in
 * @param message for who is elsewhere
 */
export function showMade(from: Route | null, made: Route, message: string): void {
  const { navigate, navigateFrom } = navigation.getState();
  if (from !== null && navigateFrom(from, made)) return;
  const take = (): void => {
    navigate(made);
  };
  toasts.getState().show('notice', message, { label: 'Show it', take });
}
