import { characters } from '../../../shared/text.ts';

/** The trigrams of a term. Its start and end are marked, so that short terms have trigrams too. */
export function trigramsOf(term: string): string[] {
  const marked = characters(` ${term} `);
  return marked.slice(2).map((_, index) => marked.slice(index, index + 3).join(''));
}
