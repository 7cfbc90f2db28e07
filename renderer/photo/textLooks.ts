import { itemOf, textBlocks, type TextLines } from '../../shared/markdown.ts';

/** Deeper code stands no further right: the panel is narrow. */
const mostIndents = 4;

/** How the lines of a text look, as classes: headings, items, code with its indent, and where a block begins. */
export function looksOf(page: TextLines): string[] {
  return textBlocks(page).flatMap((block) =>
    block.lines.map(({ kind, indent, words }, index) => {
      const names = [`is-${kind}`];
      if (index === 0) names.push('is-first');
      // A bullet that was read stands there; one that is only a mark on the photo is drawn.
      const item = itemOf(words);
      if (kind === 'item' && item.mark === '- ' && item.words.length === words.length)
        names.push('is-bulleted');
      if (indent > 0) names.push(`indent-${String(Math.min(indent, mostIndents))}`);
      return names.join(' ');
    }),
  );
}
