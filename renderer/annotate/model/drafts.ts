import type { LabelAction } from '../../../shared/contract/label.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import { isSame, says, sayingOf, toldOf, type Draft } from '../../common/word/draft.ts';
import type { EditorWord, Labels } from './labels.ts';

export type Drafts = ReadonlyMap<WordId, Draft>;

/** Words deleted elsewhere while text was typed for them. */
export type LostWords = ReadonlyMap<WordId, EditorWord>;

/** Typed text, which is kept while words appear, change and disappear. */
export interface Typed {
  readonly drafts: Drafts;
  readonly lost: LostWords;
}

/**
 * Carries typed text over to the current words. Text of a refused action goes back into the fields; text typed for
 * a deleted word is kept with that word until the word is restored or the text discarded.
 *
 * @param gone words that were deleted elsewhere
 */
export function carryDrafts(
  { drafts, lost }: Typed,
  labels: Labels,
  news: {
    readonly refused?: readonly LabelAction[];
    readonly gone?: readonly EditorWord[];
  },
): Typed {
  const { refused = [], gone = [] } = news;
  const carried = new Map(drafts);
  keepRefused(carried, labels, refused);
  for (const [id, draft] of carried) {
    const word = labels.words.get(id);
    if (word !== undefined && draft.warning === 'refused' && !isSame(draft.onto, word)) {
      carried.set(id, toldOf(draft, word));
    }
  }
  const missed = gone.filter((word) => {
    const draft = carried.get(word.id);
    return draft !== undefined && !says(word, draft);
  });
  const all = [...lost, ...missed.map((word) => [word.id, word] as const)];
  return { drafts: carried, lost: new Map(all.filter(([id]) => !labels.words.has(id))) };
}

/** The first action was refused because of its own words, the others because they waited behind it. */
function keepRefused(drafts: Map<WordId, Draft>, labels: Labels, refused: readonly LabelAction[]): void {
  for (const [place, { title, put }] of refused.entries()) {
    if (title !== 'text') continue;
    for (const state of put) {
      if (drafts.has(state.word)) continue;
      const onto = sayingOf(labels.words.get(state.word) ?? { ...state, isConfirmed: state.confirmed });
      drafts.set(state.word, { text: state.text, onto, warning: place === 0 ? 'refused' : 'none' });
    }
  }
}
