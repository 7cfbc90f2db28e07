import { toasts } from '../stores.ts';

/** Puts a text on the clipboard and says so; where the browser does not let it, says why. */
export async function copyText(text: string, notice: string): Promise<void> {
  const { attempt, show } = toasts.getState();
  const isCopied = await attempt(navigator.clipboard.writeText(text).then(() => true));
  if (isCopied === true) show('notice', notice);
}
