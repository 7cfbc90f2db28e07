import type { CallArgs } from '../../shared/contract/contract.ts';
import type { DoubtQueue } from '../../shared/contract/label.ts';
import { characters } from '../../shared/text.ts';
import type { Database } from '../store/database.ts';
import {
  countConfirmedLetters,
  countUnconfirmedWords,
  listDoubtfulWords,
  listDoubtfulWordsOf,
  type DoubtRow,
} from '../store/doubts.ts';
import { countPhotos } from '../store/photos.ts';
import { findWords } from '../store/words.ts';

/** So many of a photo before the next ones come: a hand repeats itself. */
const perRound = 3;
/** Longer than anybody labels at a stretch; afterwards the queue is another one anyway. */
const longestQueue = 2000;
/** What rare letters weigh beside doubt. */
const rarityShare = 0.25;

interface Candidate extends DoubtRow {
  readonly teaches: number;
}

/**
 * What teaches most first: words that the reader was unsure of, or hardly preferred to its next
 * reading (uncertainty and margin sampling; Settles, "Active learning literature survey", 2009), the
 * more so where they hold letters of which few are confirmed, spread over the photos.
 */
export function doubtQueue(db: Database, { offset, limit, photo }: CallArgs<'doubtQueue'>): DoubtQueue {
  const seen = countConfirmedLetters(db);
  const rows =
    photo === null
      ? listDoubtfulWords(db, perPhoto(db), longestQueue)
      : listDoubtfulWordsOf(db, photo, longestQueue);
  const candidates = rows.map((row): Candidate => ({ ...row, teaches: teaches(row, seen) }));
  const queue = spread(candidates, photo === null ? perRound : Infinity);
  const shown = queue.slice(offset, offset + limit);
  const words = new Map(
    findWords(
      db,
      shown.map(({ word }) => word),
    ).map((word) => [word.id, word]),
  );
  return {
    total: countUnconfirmedWords(db, photo),
    words: shown.flatMap(({ word: id, teaches: doubt }) => {
      const word = words.get(id);
      return word === undefined ? [] : [{ word, doubt }];
    }),
  };
}

/** Few photos have to give more words each to fill the queue. */
function perPhoto(db: Database): number {
  return Math.max(perRound, Math.ceil(longestQueue / Math.max(1, countPhotos(db, null))));
}

function teaches({ doubt, text }: DoubtRow, seen: ReadonlyMap<string, number>): number {
  const rarities = characters(text).map((letter) => 1 / Math.sqrt(1 + (seen.get(letter) ?? 0)));
  const rarest = Math.max(0, ...rarities);
  return (1 - rarityShare) * doubt + rarityShare * rarest;
}

/** In rounds: `share` words of each photo, the best first, before any further one of the same. */
function spread(candidates: readonly Candidate[], share: number): Candidate[] {
  const best = candidates.toSorted((a, b) => b.teaches - a.teaches || a.word - b.word);
  const taken = new Map<number, number>();
  const rounds = best.map((candidate) => {
    const before = taken.get(candidate.photo) ?? 0;
    taken.set(candidate.photo, before + 1);
    return { candidate, round: Math.floor(before / share) };
  });
  return rounds.toSorted((a, b) => a.round - b.round).map(({ candidate }) => candidate);
}
