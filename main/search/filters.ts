import { basename, dirname, isAbsolute } from 'node:path';
import type { Collection } from '../../shared/contract/collection.ts';
import { foldText, normalizeText } from '../../shared/text.ts';
import { listCollections, photosIn } from '../store/photos/collections.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { listPhotosInLanguage } from '../store/photos/photoLanguages.ts';
import { listPhotoFacts, type PhotoFacts } from '../store/photos/photos.ts';
import { collect, filterMatches, type Matches } from './kernels/matches.ts';
import type { Filter } from './query.ts';

type PhotoFilter = Exclude<Filter, { kind: 'confidence' }>;

/** The least probability of hits that a query requires; null for any. */
export function hitFilter(filters: readonly Filter[]): ((probability: number) => boolean) | null {
  const asked = filters.filter((filter) => filter.kind === 'confidence');
  if (asked.length === 0) return null;
  return (probability) => asked.every(({ isExcluded, least }) => probability >= least !== isExcluded);
}

/** The results of a query that match its filters. */
export function filterPhotos(db: ReadableDatabase, matches: Matches, filters: readonly Filter[]): Matches {
  const wanted = filters.filter((filter) => filter.kind !== 'confidence');
  if (wanted.length === 0 || matches.length === 0) return matches;
  const isEverything = matches.length > 20_000;
  const facts = listPhotoFacts(db, isEverything ? null : [...matches.photos]);
  const kept = new Set(facts.filter(passing(db, wanted)).map(({ photo }) => photo));
  return filterMatches(matches, (photo) => kept.has(photo));
}

/** The properties of every photo that matches the filters; of all photos without filters. */
export function factsThrough(db: ReadableDatabase, filters: readonly Filter[]): PhotoFacts[] {
  return listPhotoFacts(db, null).filter(
    passing(
      db,
      filters.filter((filter) => filter.kind !== 'confidence'),
    ),
  );
}

/** Whether filters select photos, and not only words on them. */
export function choosePhotos(filters: readonly Filter[]): boolean {
  return filters.some(({ kind }) => kind !== 'confidence');
}

/** Every photo that matches the filters; all photos without filters. */
export function photosThrough(db: ReadableDatabase, filters: readonly Filter[]): Matches {
  const facts = factsThrough(db, filters);
  return collect(facts.length, (push) => {
    for (const { photo } of facts) push(photo, 1);
  });
}

/**
 * Whether a photo matches: one filter of each included kind, all collections and all limits of dates, and no excluded filter.
 */
function passing(db: ReadableDatabase, filters: readonly PhotoFilter[]): (photo: PhotoFacts) => boolean {
  const holdingOf = (filter: PhotoFilter) => holding(db, filter);
  const excluded = filters.filter(({ isExcluded }) => isExcluded).map(holdingOf);
  const wanted = [
    ...Map.groupBy(
      filters.filter(({ isExcluded }) => !isExcluded),
      (filter) => (isForItself(filter) ? filter : filter.kind),
    ).values(),
  ].map((kind) => kind.map(holdingOf));
  return (photo) =>
    !excluded.some((holds) => holds(photo)) && wanted.every((kind) => kind.some((holds) => holds(photo)));
}

/** A photo may be in several collections, and `after:` and `before:` enclose a time. */
function isForItself(filter: PhotoFilter): boolean {
  return (
    filter.kind === 'collection' || (filter.kind === 'date' && (filter.from === null || filter.to === null))
  );
}

function holding(db: ReadableDatabase, filter: PhotoFilter): (photo: PhotoFacts) => boolean {
  switch (filter.kind) {
    case 'folder':
      return inFolder(filter.text);
    case 'name': {
      const parts = filter.text.split(/\s+/u).map(foldText);
      return ({ path }) => {
        const name = foldText(basename(path));
        return parts.every((part) => name.includes(part));
      };
    }
    case 'date': {
      const { from, to } = filter;
      return ({ at }) =>
        (from === null || at.slice(0, from.length) >= from) && (to === null || at.slice(0, to.length) <= to);
    }
    case 'labelled':
      return ({ progress }) => filter.progress.includes(progress);
    case 'kind':
      return ({ kind }) => kind === filter.of;
    case 'language': {
      const photos = new Set(listPhotosInLanguage(db, filter.language));
      return ({ photo }) => photos.has(photo);
    }
    case 'collection': {
      const photos = new Set<number>(collectionsOf(db, filter).flatMap(({ id }) => photosIn(db, id)));
      return ({ photo }) => photos.has(photo);
    }
  }
}

type CollectionFilter = Extract<Filter, { kind: 'collection' }>;

/** The collections with the name of a filter; if there are none, those whose name contains it. */
function collectionsOf(db: ReadableDatabase, { of, name }: CollectionFilter): Collection[] {
  const all = listCollections(db).filter(({ kind }) => kind === of);
  if (name === null) return all;
  const wanted = foldText(name);
  const named = all.filter((each) => foldText(each.name) === wanted);
  return named.length > 0 ? named : all.filter((each) => foldText(each.name).includes(wanted));
}

/** A remark for the user about each album or tag that the library does not have. */
export function collectionRemarks(db: ReadableDatabase, filters: readonly Filter[]): string[] {
  return filters.flatMap((filter) => {
    if (filter.kind !== 'collection' || collectionsOf(db, filter).length > 0) return [];
    const names = listCollections(db)
      .filter(({ kind }) => kind === filter.of)
      .map(({ name }) => `“${name}”`);
    const there = names.length === 0 ? `There are no ${filter.of}s yet.` : `There are: ${names.join(', ')}.`;
    return [`No ${filter.of} is named “${filter.name ?? ''}”. ${there}`];
  });
}

/** Whether a photo is in a folder. Cached for each folder: many photos share a few folders. */
function inFolder(text: string): (photo: PhotoFacts) => boolean {
  const holds = isAbsolute(text) ? isWithin(text) : isNamed(text);
  const known = new Map<string, boolean>();
  return ({ place }) => {
    const folder = dirname(place);
    const isIn = known.get(folder) ?? holds(folder);
    known.set(folder, isIn);
    return isIn;
  };
}

/** Whether a folder is the one with the given path, or below it. */
function isWithin(path: string): (folder: string) => boolean {
  const wanted = partsOf(path, normalizeText);
  return (folder) => {
    const parts = partsOf(folder, normalizeText);
    return wanted.every((part, index) => parts[index] === part);
  };
}

/** Whether a folder's path contains a text, ignoring accents and case. With a slash, the text spans several folders. */
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

/** Removes quotation marks, which a query cannot contain. */
function partsOf(folder: string, form: (part: string) => string): string[] {
  return folder
    .replaceAll('"', '')
    .split(/[/\\]/u)
    .map(form)
    .filter((part) => part !== '');
}
