import { dirname, isAbsolute } from 'node:path';
import { foldText, normalizeText } from '../../shared/text.ts';
import type { Database } from '../store/database.ts';
import { listPhotoFacts, type PhotoFacts } from '../store/photoFacts.ts';
import { collect, filterMatches, type Matches } from './matches.ts';
import type { Filter } from './query.ts';

type PhotoFilter = Exclude<Filter, { kind: 'confidence' }>;

/** How probable a query asks its hits to be; null where it asks nothing. */
export function hitFilter(filters: readonly Filter[]): ((probability: number) => boolean) | null {
  const asked = filters.filter((filter) => filter.kind === 'confidence');
  if (asked.length === 0) return null;
  return (probability) => asked.every(({ isExcluded, least }) => probability >= least !== isExcluded);
}

/** Of the photos that a query found, those that its filters let through. */
export function filterPhotos(db: Database, matches: Matches, filters: readonly Filter[]): Matches {
  const wanted = filters.filter((filter) => filter.kind !== 'confidence');
  if (wanted.length === 0 || matches.length === 0) return matches;
  const isEverything = matches.length > 20_000;
  const facts = listPhotoFacts(db, isEverything ? null : [...matches.photos]);
  const kept = new Set(facts.filter(passing(wanted)).map(({ photo }) => photo));
  return filterMatches(matches, (photo) => kept.has(photo));
}

/** What is known of every photo that filters let through; of all where there is none. */
export function factsThrough(db: Database, filters: readonly Filter[]): PhotoFacts[] {
  return listPhotoFacts(db, null).filter(passing(filters.filter((filter) => filter.kind !== 'confidence')));
}

/** Whether filters say which photos are wanted, and not only which words on them. */
export function choosePhotos(filters: readonly Filter[]): boolean {
  return filters.some(({ kind }) => kind !== 'confidence');
}

/** Every photo that filters let through; all where there is none. */
export function photosThrough(db: Database, filters: readonly Filter[]): Matches {
  const facts = factsThrough(db, filters);
  return collect(facts.length, (push) => {
    for (const { photo } of facts) push(photo, 1);
  });
}

/** Whether filters let a photo through: one of each kind that is wanted, and none that is excluded. */
function passing(filters: readonly PhotoFilter[]): (photo: PhotoFacts) => boolean {
  const excluded = filters.filter(({ isExcluded }) => isExcluded).map(holding);
  const wanted = [
    ...Map.groupBy(
      filters.filter(({ isExcluded }) => !isExcluded),
      ({ kind }) => kind,
    ).values(),
  ].map((kind) => kind.map(holding));
  return (photo) =>
    !excluded.some((holds) => holds(photo)) && wanted.every((kind) => kind.some((holds) => holds(photo)));
}

function holding(filter: PhotoFilter): (photo: PhotoFacts) => boolean {
  switch (filter.kind) {
    case 'folder':
      return inFolder(filter.text);
    case 'date': {
      const { from, to } = filter;
      return ({ at }) =>
        (from === null || at.slice(0, from.length) >= from) && (to === null || at.slice(0, to.length) <= to);
    }
    case 'labelled':
      return ({ progress }) => filter.progress.includes(progress);
  }
}

/** Whether a photo lies in a folder. A hundred thousand photos lie in a few folders, each looked at once. */
function inFolder(text: string): (photo: PhotoFacts) => boolean {
  const holds = isAbsolute(text) ? isWithin(text) : isNamed(text);
  const known = new Map<string, boolean>();
  return ({ path }) => {
    const folder = dirname(path);
    const isIn = known.get(folder) ?? holds(folder);
    known.set(folder, isIn);
    return isIn;
  };
}

/** Whether a folder is one that is given by its whole path, or lies below it. */
function isWithin(path: string): (folder: string) => boolean {
  const wanted = partsOf(path, normalizeText);
  return (folder) => {
    const parts = partsOf(folder, normalizeText);
    return wanted.every((part, index) => parts[index] === part);
  };
}

/** Whether a folder's path holds a text, accents and case apart; with a slash in it, of several folders in a row. */
function isNamed(text: string): (folder: string) => boolean {
  const wanted = partsOf(text, foldText);
  return (folder) => {
    const parts = partsOf(folder, foldText);
    return (
      wanted.length === 0 ||
      parts.some((_, start) => wanted.every((part, offset) => (parts[start + offset] ?? '').includes(part)))
    );
  };
}

/** Without quotation marks, which a query cannot hold. */
function partsOf(folder: string, form: (part: string) => string): string[] {
  return folder
    .replaceAll('"', '')
    .split(/[/\\]/u)
    .map(form)
    .filter((part) => part !== '');
}
