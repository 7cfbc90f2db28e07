import { InkdexError } from '../../shared/result.ts';
import { toasts } from '../stores.ts';

/**
 * Puts a text on the clipboard.
 *
 * @throws InkdexError `permission-denied` where the browser lets pages from elsewhere not, as without https
 */
export async function writeClipboard(text: string): Promise<void> {
  if (!('clipboard' in navigator)) {
    throw new InkdexError(
      'permission-denied',
      'This browser lets no page copy that comes from another machine without https. Select the text, and copy it with Ctrl+C.',
    );
  }
  await navigator.clipboard.writeText(text);
}

/** Puts a text on the clipboard and says so; where the browser does not let it, says why. */
export async function copyText(text: string, notice: string): Promise<void> {
  const { attempt, show } = toasts.getState();
  const isCopied = await attempt(writeClipboard(text).then(() => true));
  if (isCopied === true) show('notice', notice);
}
