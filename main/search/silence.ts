import type { Database } from '../store/database.ts';
import { blockOf } from '../store/index/postingBlock.ts';
import { probabilityOf, type PostingList } from '../store/index/postingList.ts';
import { findSilentPlaces } from '../store/postings.ts';

/** How probably what stands at a place of a photo has no term, so that a phrase goes on behind it, 0 to 1. */
export type Silence = (photo: number, position: number) => number;

/** Between parts of one word stands nothing else. */
export const noSilence: Silence = () => 0;

/** Signs and marks that are no text; of a great library, those around the places that are asked for alone. */
export function createSilence(db: Database): Silence {
  const known = new Map<number, PostingList>();
  return (photo, position) => {
    const block = blockOf(photo);
    const places = known.get(block) ?? findSilentPlaces(db, block);
    known.set(block, places);
    return probabilityOf(places.shareAt(photo, position));
  };
}
