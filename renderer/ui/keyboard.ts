/** A box to tick takes no letters: a shortcut works beside the box that was just ticked. */
const typedInto = 'input:not([type=checkbox]), textarea, select';

/** Whether keys belong to what the person is typing into, so that shortcuts must keep out. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches(typedInto);
}

/** Whether a window on top has the keyboard. */
export function isDialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

/** A key without Ctrl, Cmd or Alt: those belong to the browser and the system. */
export function isPlainKey(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** Whether nothing has the focus, as when what had it is gone, or the screen as a whole, which stands in for it. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement.matches('body, main');
}
