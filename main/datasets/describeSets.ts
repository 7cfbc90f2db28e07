import type {
  ChangeCounts,
  ChangeKind,
  Diff,
  SampleChange,
  Statistics,
} from '../../shared/contract/datasetContents.ts';
import { characters } from '../../shared/text.ts';
import type { WritableDatabase } from '../store/database.ts';
import { findSamples, listSetChanges, type SetChange } from '../store/datasets/datasetSamples.ts';
import { countSet } from '../store/datasets/datasetSets.ts';
import {
  countLanguages,
  countLengths,
  countLevels,
  countMarks,
  countNames,
  countSources,
  countSplits,
  listTexts,
  listWriters,
} from '../store/datasets/datasetStatistics.ts';

/**
 * Characters with fewer training samples are not learned reliably. A rule of thumb, shown with the character counts.
 */
const learnableFrom = 20;
const writersShown = 200;

/** Counts of a set, for people and plots. */
export function statisticsOf(db: WritableDatabase, set: number): Statistics {
  const splits = countSplits(db, set);
  const isSplit = splits.train > 0;
  const letters = countLetters(db, set, isSplit);
  const names = countNames(db, set);
  return {
    ...countSet(db, set),
    splits,
    levels: { word: 0, line: 0, page: 0, ...byName(countLevels(db, set)) },
    marks: { text: 0, illegible: 0, 'not-text': 0, ...byName(countMarks(db, set)) },
    sources: countSources(db, set),
    languages: countLanguages(db, set).map(({ name, samples }) => ({ language: name, samples })),
    writers: { total: names.writers, most: listWriters(db, set, writersShown) },
    pages: names.pages,
    lengths: countLengths(db, set),
    letters,
    rare: letters.filter(({ training }) => training < learnableFrom).map(({ letter }) => letter),
    learnableFrom,
  };
}

function countLetters(db: WritableDatabase, set: number, isSplit: boolean): Statistics['letters'] {
  const counts = new Map<string, { count: number; training: number }>();
  for (const { text, samples, training } of listTexts(db, set)) {
    for (const letter of characters(text)) {
      const known = counts.get(letter) ?? { count: 0, training: 0 };
      known.count += samples;
      known.training += isSplit ? training : samples;
      counts.set(letter, known);
    }
  }
  return [...counts]
    .filter(([letter]) => !/^\s$/u.test(letter))
    .map(([letter, counted]) => ({ letter, ...counted }))
    .sort((a, b) => b.count - a.count || (a.letter < b.letter ? -1 : 1));
}

function byName(
  rows: readonly { readonly name: string | null; readonly samples: number }[],
): Record<string, number> {
  return Object.fromEntries(rows.map(({ name, samples }) => [name ?? '', samples]));
}

/**
 * Compares two sets: counts of added, removed and changed samples, and one page of the changes with their samples.
 */
export function diffSets(
  db: WritableDatabase,
  before: number,
  after: number,
  { kind, offset, limit }: { kind: ChangeKind | null; offset: number; limit: number },
): Diff {
  const changes = before === after ? [] : listSetChanges(db, before, after);
  const wanted = kind === null ? changes : changes.filter(({ kinds }) => kinds.includes(kind));
  return {
    counts: countKinds(changes),
    total: wanted.length,
    changes: withSamples(db, wanted.slice(offset, offset + limit)),
  };
}

function countKinds(changes: readonly SetChange[]): ChangeCounts {
  const counts: ChangeCounts = { added: 0, removed: 0, text: 0, box: 0, split: 0, other: 0 };
  for (const { kinds } of changes) for (const kind of kinds) counts[kind] += 1;
  return counts;
}

function withSamples(db: WritableDatabase, changes: readonly SetChange[]): SampleChange[] {
  const ids = changes.flatMap(({ before, after }) => [before, after]).filter((id) => id !== null);
  const samples = new Map(findSamples(db, ids).map((sample) => [sample.id, sample]));
  return changes.map(({ key, kinds, before, after }): SampleChange => {
    return {
      key,
      kinds: [...kinds],
      before: before === null ? null : (samples.get(before) ?? null),
      after: after === null ? null : (samples.get(after) ?? null),
    };
  });
}
