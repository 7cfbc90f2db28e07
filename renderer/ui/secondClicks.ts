/** What a person clicks; the icon in it may change with each click. */
const clickable = 'a, button, input, label, [role]';

/**
 * Ignores the second click of a double click if the first one has removed what was clicked. It would hit what came in its place:
 * a photo in the folder that was opened, a word of the photo.
 */
export function ignoreSecondClicks(): void {
  let clicked: Element | null = null;
  window.addEventListener(
    'click',
    (event) => {
      const { target } = event;
      if (event.detail <= 1) clicked = target instanceof Element ? target.closest(clickable) : null;
      else if (clicked?.isConnected === false) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
}
