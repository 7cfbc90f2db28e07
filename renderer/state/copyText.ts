import { InkdexError } from '../../shared/result.ts';
import { toasts } from './stores.ts';

/**
 * Copies a text to the clipboard.
 *
 * @throws InkdexError `permission-denied` if the page comes from another machine without https
 */
export async function writeClipboard(text: string): Promise<void> {
  if (!('clipboard' in navigator)) {
    throw new InkdexError(
      'permission-denied',
      'The browser does not allow copying because this page was opened from another machine without https. Select the text and press Ctrl+C.',
    );
  }
  await navigator.clipboard.writeText(text);
}

/** Copies a text to the clipboard and shows a message: the notice, or why it failed. */
export async function copyText(text: string, notice: string): Promise<void> {
  const { attempt, show } = toasts.getState();
  const isCopied = await attempt(writeClipboard(text).then(() => true));
  if (isCopied === true) show('notice', notice);
}
