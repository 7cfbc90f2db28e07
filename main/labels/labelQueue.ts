import type { CallArgs } from '../../shared/contract/contract.ts';
import type { LabelQueue } from '../../shared/contract/label.ts';
import { characters } from '../../shared/text.ts';
import type { WritableDatabase } from '../store/database.ts';
import {
  countConfirmedLetters,
  countConfirmedSince,
  countUnconfirmedWords,
  listPersonsWords,
  listUsefulWords,
  listUsefulWordsOf,
  type UsefulRow,
} from '../store/words/corrections.ts';
import { personsWorth } from '../store/words/labelWorth.ts';
import { countPhotos } from '../store/photos/photos.ts';
import { findWords } from '../store/words/words.ts';

/** Number of words from one photo before the next photo, because the words of one writer are alike. */
const perRound = 3;
/** More than anyone labels in one session. The next queue is different anyway. */
const longestQueue = 2000;
/** The weight of rare letters relative to the worth of the word. */
const rarityShare = 0.25;

interface Candidate extends UsefulRow {
  readonly teaches: number;
}

/**
 * The words in boxes that a person drew or called text, then those with the most informative labels (`labelWorth`). Words with
 * letters that are rare among confirmed words rank higher. The words are spread over the photos.
 */
export function labelQueue(
  db: WritableDatabase,
  { offset, limit, photo }: CallArgs<'labelQueue'>,
): LabelQueue {
  const seen = countConfirmedLetters(db);
  const rows =
    photo === null
      ? [...listPersonsWords(db, longestQueue), ...listUsefulWords(db, perPhoto(db), longestQueue)]
      : listUsefulWordsOf(db, photo, longestQueue);
  const candidates = rows.map((row): Candidate => ({ ...row, teaches: teaches(row, seen) }));
  const isPersons = ({ worth }: Candidate): boolean => worth >= personsWorth;
  const persons = new Map(candidates.filter(isPersons).map((each) => [each.word, each]));
  const others = candidates.filter((each) => !isPersons(each));
  const queue = [
    ...spread([...persons.values()], Infinity),
    ...spread(others, photo === null ? perRound : Infinity),
  ];
  const shown = queue.slice(offset, offset + limit);
  const words = new Map(
    findWords(
      db,
      shown.map(({ word }) => word),
    ).map((word) => [word.id, word]),
  );
  return {
    total: countUnconfirmedWords(db, photo),
    words: shown.flatMap(({ word }) => words.get(word) ?? []),
    today: countConfirmedSince(db, new Date(new Date().setHours(0, 0, 0, 0)).toISOString()),
  };
}

/** With few photos, each contributes more words to fill the queue. */
function perPhoto(db: WritableDatabase): number {
  return Math.max(perRound, Math.ceil(longestQueue / Math.max(1, countPhotos(db))));
}

function teaches({ worth, text }: UsefulRow, seen: ReadonlyMap<string, number>): number {
  const rarities = characters(text).map((letter) => 1 / Math.sqrt(1 + (seen.get(letter) ?? 0)));
  const rarest = Math.max(0, ...rarities);
  return (1 - rarityShare) * worth + rarityShare * rarest;
}

/** Takes words in rounds: in each round the best `share` words of each photo. */
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
