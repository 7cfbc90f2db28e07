import { useEffect } from 'react';
import type { Run } from '../../shared/contract/run.ts';
import { InkdexError } from '../../shared/result.ts';
import type { CallName, CallResult } from '../../shared/contract/contract.ts';
import { attempt, navigation, runList, show } from './stores.ts';
import type { Route } from './route.ts';
import { useCall } from '../host/useCall.ts';

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
  show('notice', message, { label: 'Show', take });
}

/** Waits for a requested run and shows it. Resolves to whether it was accepted. */
export async function startAndShow(asked: Promise<Run>): Promise<boolean> {
  const { route } = navigation.getState();
  const run = await attempt(asked);
  if (run === undefined) return false;
  runList.getState().receive(run);
  showMade(route, { screen: 'run', run: run.id }, `${run.title} started.`);
  return true;
}

/** @throws InkdexError `permission-denied` if the page comes from another machine without https */
export function requireClipboard(): Clipboard {
  if (!('clipboard' in navigator)) {
    throw new InkdexError(
      'permission-denied',
      'The browser does not allow copying because this page was opened from another machine without https. Select the text and press Ctrl+C.',
    );
  }
  return navigator.clipboard;
}

/**
 * Copies a text to the clipboard.
 *
 * @throws InkdexError as `requireClipboard` does
 */
export async function writeClipboard(text: string): Promise<void> {
  await requireClipboard().writeText(text);
}

/** Copies a text to the clipboard and shows a message: the notice, or why it failed. */
export async function copyText(text: string, notice: string): Promise<void> {
  const isCopied = await attempt(writeClipboard(text).then(() => true));
  if (isCopied === true) show('notice', notice);
}

/** Like `useCall`, with a message if the host reports an error. */
export function useToldCall<Name extends CallName>(
  ...asked: Parameters<typeof useCall<Name>>
): CallResult<Name> | undefined {
  const { answer, error } = useCall(...asked);
  const message = error?.message;
  useEffect(() => {
    if (message !== undefined) show('error', message);
  }, [message]);
  return answer;
}
