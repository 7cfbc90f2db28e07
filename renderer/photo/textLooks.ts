import type { TextBlock } from '../../shared/page/page.ts';

/** Deeper code stands no further right: the panel is narrow. */
const mostIndents = 4;

/** How the lines of a text look, as classes: headings, items, code with its indent, and where a block begins. */
export function looksOf(blocks: readonly TextBlock[]): string[] {
  return blocks.flatMap(({ lines }) =>
    lines.map(({ kind, indent, number, own, words }, index) => {
      const names = [`is-${kind}`];
      if (index === 0) names.push('is-first');
      // A bullet that was read stands there; one that is only a mark on the photo is drawn.
      if (kind === 'item' && number === null && own.length === words.length) names.push('is-bulleted');
      if (indent > 0) names.push(`indent-${String(Math.min(indent, mostIndents))}`);
      return names.join(' ');
    }),
  );
}
