import type { Hit, HitWay } from '../../shared/contract/search.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import { foldText } from '../../shared/text.ts';

/** The text that confirming a hit proposes: the reading that matched. If no reading contains the term (`seen`), the term itself. */
export function proposedText({ way, term, text }: Pick<Hit, 'way' | 'term' | 'text'>): string {
  return way === 'seen' && !term.includes(' ') ? term : text;
}

/** The readings of a hit, best first; before them the term, where it was seen in the letters but read by no model. */
export function readingsOfHit(
  hit: Pick<Hit, 'way' | 'term' | 'text' | 'probability'> & { readonly alternatives: readonly Alternative[] },
): readonly Alternative[] {
  const proposed = proposedText(hit);
  const isRead = hit.alternatives.some(({ text }) => foldText(text) === foldText(proposed));
  return isRead ? hit.alternatives : [{ text: proposed, confidence: hit.probability }, ...hit.alternatives];
}

const reasons: Readonly<Record<HitWay, string>> = {
  read: 'One reading contains it.',
  seen: 'No reading contains it, but the recognised characters may spell it.',
  meant: 'The query may be a misspelling of this word.',
  split: 'This word and the word next to it spell it together.',
  joined: 'This word seems to contain it and another word.',
  begins: 'One reading starts with it.',
};

/** Why a word matches a query, as a sentence for the person. */
export function reasonOf({ way, meant, isConfirmed }: Pick<Hit, 'way' | 'meant' | 'isConfirmed'>): string {
  if (isConfirmed && way === 'read') return 'A person confirmed this word.';
  if (isConfirmed && way === 'begins') return 'A person confirmed this word, which starts with it.';
  return meant === null
    ? reasons[way]
    : `The query may be a misspelling of “${meant}”, which is written here.`;
}
