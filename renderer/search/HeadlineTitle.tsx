import type { Headline } from './headline.ts';

/** The title of a headline, with what was typed in its own direction of writing. */
export function HeadlineTitle({ title, quoted }: Headline) {
  if (quoted === null) return title;
  return (
    <>
      {title} “<bdi>{quoted}</bdi>”
    </>
  );
}
