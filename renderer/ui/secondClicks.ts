/** What a click is meant for; its icon may change with each click. */
const clickable = 'a, button, input, label, [role]';

/**
 * Ignores the second half of a double click where what the first half was meant for is gone. It would land on what came in its
 * place: a photo in the folder that was opened, a word of the photo.
 */
export function ignoreSecondClicks(): void {
  let meant: Element | null = null;
  window.addEventListener(
    'click',
    (event) => {
      const { target } = event;
      if (event.detail <= 1) meant = target instanceof Element ? target.closest(clickable) : null;
      else if (meant?.isConnected === false) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
}
