import { characters } from '../../../shared/text.ts';

/** The trigrams of a term, with its edges marked, so that short terms have some to share. */
export function trigramsOf(term: string): string[] {
  const marked = characters(` ${term} `);
  return marked.slice(2).map((_, index) => marked.slice(index, index + 3).join(''));
}
