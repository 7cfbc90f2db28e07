export interface Section {
  readonly title: string;
  readonly heading: HTMLElement;
}

/** Shows the sections of a screen that contain every word of a text, hides the others, and returns those shown in order. */
export function filterSections(screen: HTMLElement, text: string): Section[] {
  const words = text.trim().toLowerCase().split(/\s+/u);
  return [...screen.querySelectorAll<HTMLElement>('section[aria-labelledby]')].flatMap((section) => {
    const heading = section.querySelector('h2');
    const whole = section.textContent.toLowerCase();
    section.hidden = !words.every((word) => whole.includes(word));
    return heading === null || section.hidden ? [] : [{ title: heading.textContent, heading }];
  });
}
