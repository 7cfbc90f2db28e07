import type { Database } from '../store/database.ts';
import { blockOf } from '../store/index/postingBlock.ts';
import { probabilityOf, type PostingList } from '../store/index/postingList.ts';
import { findSilentPlaces } from '../store/postings.ts';

/** The probability, 0 to 1, that the word at a place has no term, so that a phrase continues after it. */
export type Silence = (photo: number, position: number) => number;

/** No place can be between the parts of one word. */
export const noSilence: Silence = () => 0;

/** Punctuation and words that are not text. In a large library, only those near the requested places. */
export function createSilence(db: Database): Silence {
  const known = new Map<number, PostingList>();
  return (photo, position) => {
    const block = blockOf(photo);
    const places = known.get(block) ?? findSilentPlaces(db, block);
    known.set(block, places);
    return probabilityOf(places.shareAt(photo, position));
  };
}
