/** Elements that receive typed text. A check box does not: shortcuts work while it has the focus. */
const typedInto = 'input:not([type=checkbox]), textarea, select';

/** Whether the person is typing into the target, so that shortcuts must not react. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches(typedInto);
}

/** Whether a modal dialog is open, which then receives the keys. */
export function isDialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

/** Whether a key is pressed without Ctrl, Cmd and Alt: those combinations belong to the browser and the system. */
export function isPlainKey(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** Whether no element has the focus, for example after the focused one was removed, or only the screen as a whole. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement.matches('body, main');
}

/** The digit from 1 to 9 that is pressed with Alt, by the key's position: with Alt, some keyboards produce other characters. */
export function digitWithAlt({ altKey, code }: Pick<KeyboardEvent, 'altKey' | 'code'>): number | null {
  const digit = altKey ? /^(?:Digit|Numpad)([1-9])$/u.exec(code)?.[1] : undefined;
  return digit === undefined ? null : Number(digit);
}
