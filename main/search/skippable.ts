import type { ReadableDatabase } from '../store/database.ts';
import { blockOf } from '../store/index/postingBlock.ts';
import { probabilityOf, type PostingList } from '../store/index/places.ts';
import { findSkippablePlaces } from '../store/index/postings.ts';
import type { Skippable } from './kernels/phraseEvidence.ts';

/** Punctuation and words that are not text. In a large library, only those near the requested places. */
export function findSkippable(db: ReadableDatabase): Skippable {
  const known = new Map<number, PostingList>();
  return (photo, position) => {
    const block = blockOf(photo);
    const places = known.get(block) ?? findSkippablePlaces(db, block);
    known.set(block, places);
    return probabilityOf(places.shareAt(photo, position));
  };
}
