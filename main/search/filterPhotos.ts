import { dirname } from 'node:path';
import { foldText } from '../../shared/text.ts';
import type { Database } from '../store/database.ts';
import { listPhotoFacts, type PhotoFacts } from '../store/photoFacts.ts';
import { collect, filterMatches, type Matches } from './matches.ts';
import type { Filter } from './query.ts';

type PhotoFilter = Exclude<Filter, { kind: 'confidence' }>;

/** The least probability that a query asks of a hit. */
export function leastConfidence(filters: readonly Filter[]): number {
  return Math.max(0, ...filters.map((filter) => (filter.kind === 'confidence' ? filter.least : 0)));
}

/** Of the photos that a query found, those that its filters let through. */
export function filterPhotos(db: Database, matches: Matches, filters: readonly Filter[]): Matches {
  const wanted = filters.filter((filter) => filter.kind !== 'confidence');
  if (wanted.length === 0 || matches.length === 0) return matches;
  const isEverything = matches.length > 20_000;
  const facts = listPhotoFacts(db, isEverything ? null : [...matches.photos]);
  const kept = new Set(facts.filter((photo) => passes(photo, wanted)).map(({ photo }) => photo));
  return filterMatches(matches, (photo) => kept.has(photo));
}

/** Every photo that filters let through, for a query of filters alone. */
export function photosThrough(db: Database, filters: readonly Filter[]): Matches {
  const wanted = filters.filter((filter) => filter.kind !== 'confidence');
  const facts = wanted.length === 0 ? [] : listPhotoFacts(db, null).filter((photo) => passes(photo, wanted));
  return collect(facts.length, (push) => {
    for (const { photo } of facts) push(photo, 1);
  });
}

function passes(photo: PhotoFacts, filters: readonly PhotoFilter[]): boolean {
  const isKept = filters.filter((filter) => filter.isExcluded).every((filter) => !holds(photo, filter));
  const wanted = Map.groupBy(
    filters.filter((filter) => !filter.isExcluded),
    ({ kind }) => kind,
  );
  return isKept && [...wanted.values()].every((kind) => kind.some((filter) => holds(photo, filter)));
}

function holds({ path, at, progress }: PhotoFacts, filter: PhotoFilter): boolean {
  switch (filter.kind) {
    case 'folder':
      return isWithin(dirname(path), filter.text);
    case 'date':
      return (
        (filter.from === null || at.slice(0, filter.from.length) >= filter.from) &&
        (filter.to === null || at.slice(0, filter.to.length) <= filter.to)
      );
    case 'labelled':
      return filter.progress.includes(progress);
  }
}

/** A part of the folder's path, accents and case apart; with a slash in it, of several folders in a row. */
function isWithin(folder: string, text: string): boolean {
  const parts = folder.split(/[/\\]/u).map(foldText).filter(isNamed);
  const wanted = text.split(/[/\\]/u).map(foldText).filter(isNamed);
  if (wanted.length === 0) return true;
  return parts.some((_, start) =>
    wanted.every((part, offset) => (parts[start + offset] ?? '').includes(part)),
  );
}

function isNamed(part: string): boolean {
  return part !== '';
}
