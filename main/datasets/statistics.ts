import type { Statistics } from '../../shared/contract/datasetContents.ts';
import { characters } from '../../shared/text.ts';
import type { Database } from '../store/database.ts';
import { countSet } from '../store/datasetSets.ts';
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
} from '../store/datasetStatistics.ts';

/**
 * Characters with fewer training samples are not learned reliably. A rule of thumb, shown with the character counts.
 */
const learnableFrom = 20;
const writersShown = 200;

/** Counts of a set, for people and plots. */
export function statisticsOf(db: Database, set: number): Statistics {
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

function countLetters(db: Database, set: number, isSplit: boolean): Statistics['letters'] {
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
