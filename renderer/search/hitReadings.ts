import type { Hit, HitWay } from '../../shared/contract/search.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import { foldText } from '../../shared/text.ts';

/** A word that a search found. */
export type FoundWord = Pick<Hit, 'way' | 'term' | 'text' | 'probability' | 'meant' | 'isConfirmed'>;

/** What the word says if it is what was searched for; null where it is only a part of it, or more. */
export function searchedText(hit: FoundWord): string | null {
  return hit.way === 'split' || hit.way === 'joined' ? null : proposedText(hit);
}

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
  read: 'A reading contains what you searched for.',
  seen: 'No reading contains what you searched for, but the recognised characters may spell it.',
  meant: 'The query may be a misspelling of this word.',
  split: 'This word and the word next to it spell together what you searched for.',
  joined: 'This word seems to contain what you searched for and another word.',
  begins: 'A reading starts with what you searched for.',
};

/** Why a word matches a query, as a sentence for the person. */
export function reasonOf({ way, meant, isConfirmed }: Pick<Hit, 'way' | 'meant' | 'isConfirmed'>): string {
  if (isConfirmed && way === 'read') return 'A person confirmed this word.';
  if (isConfirmed && way === 'begins')
    return 'A person confirmed this word, which starts with what you searched for.';
  return meant === null
    ? reasons[way]
    : `The query may be a misspelling of “${meant}”, which is written here.`;
}
