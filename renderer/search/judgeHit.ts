import type { EditTitle, PutWord, WordReference } from '../../shared/contract/label.ts';
import type { Hit, HitWay } from '../../shared/contract/search.ts';
import { foldText } from '../../shared/text.ts';
import type { Alternative } from '../../shared/contract/word.ts';

/** What a person says of a hit: what stands there, or that nothing does that can be read. */
export type Judgement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'mark'; readonly mark: 'illegible' | 'not-text' };

/** What can be judged: a word that was found, or a place that becomes one by it. */
export type Judged = Pick<Hit, 'quad' | 'polygon' | 'text'> & { readonly word: WordReference };

/** The text that confirming a hit gives its word: of letters merely seen, the term that was looked for. */
export function confirmedText({ way, term, text }: Pick<Hit, 'way' | 'term' | 'text'>): string {
  return way === 'seen' && !term.includes(' ') ? term : text;
}

/** Readings that a hit may be instead, likeliest first; none that differs in case and signs alone. */
export function otherReadings(hit: Hit): Alternative[] {
  const denied = foldText(confirmedText(hit));
  return hit.alternatives.filter(({ text }) => foldText(text) !== denied);
}

/** The word of a hit as a judgement leaves it: a label. */
export function putOf({ word, quad, polygon }: Judged, judgement: Judgement): PutWord {
  const said =
    judgement.kind === 'text'
      ? ({ text: judgement.text.trim(), mark: 'text' } as const)
      : ({ text: '', mark: judgement.mark } as const);
  return { word, quad, polygon, ...said, confirmed: true };
}

export function titleOf(hit: Judged, judgement: Judgement): Exclude<EditTitle, 'read'> {
  if (hit.word < 0) return 'draw';
  if (judgement.kind === 'mark') return 'mark';
  return judgement.text === hit.text ? 'confirm' : 'text';
}

const reasons: Readonly<Record<HitWay, string>> = {
  read: 'A reading of the word holds it.',
  seen: 'No reading says so, but the letters that the reader saw may spell it.',
  meant: 'The query may be misspelt for what stands here.',
  split: 'The word and the one beside it spell it together.',
  joined: 'The word seems to hold it together with another word.',
  begins: 'A reading of the word begins with it.',
};

/** Why a word answers a query, for people. */
export function reasonOf({ way, meant, isConfirmed }: Pick<Hit, 'way' | 'meant' | 'isConfirmed'>): string {
  if (isConfirmed && way === 'read') return 'A person has confirmed the word.';
  if (isConfirmed && way === 'begins') return 'The word that a person has confirmed begins with it.';
  return meant === null ? reasons[way] : `The query may be misspelt for “${meant}”, which stands here.`;
}
