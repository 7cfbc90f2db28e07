import { dirname, isAbsolute } from 'node:path';
import type { Collection, PhotoCollection } from '../../shared/contract/collection.ts';
import { pageLanguages } from '../../shared/contract/pageLanguage.ts';
import { photoKindSchema } from '../../shared/contract/photo.ts';
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

/** Whether a photo matches: one filter of each included kind, all of its collections, and no excluded filter. */
function passing(db: ReadableDatabase, filters: readonly PhotoFilter[]): (photo: PhotoFacts) => boolean {
  const holdingOf = (filter: PhotoFilter) => holding(db, filter);
  const excluded = filters.filter(({ isExcluded }) => isExcluded).map(holdingOf);
  const wanted = [
    ...Map.groupBy(
      filters.filter(({ isExcluded }) => !isExcluded),
      (filter) => (filter.kind === 'collection' ? filter : filter.kind),
    ).values(),
  ].map((kind) => kind.map(holdingOf));
  return (photo) =>
    !excluded.some((holds) => holds(photo)) && wanted.every((kind) => kind.some((holds) => holds(photo)));
}

function holding(db: ReadableDatabase, filter: PhotoFilter): (photo: PhotoFacts) => boolean {
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

/** The filter that finds the photos of a collection. Names lose quotation marks, which a query cannot contain. */
export function filterOf({ kind, name }: PhotoCollection): string {
  return kind === 'favourites' ? 'is:favourite' : `${kind}:"${name.replaceAll('"', '')}"`;
}

/** Whether a photo is in a folder. Cached for each folder: many photos share a few folders. */
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

interface ParsedFilter {
  readonly filter: Filter | null;
  /** A remark for the user if the value is invalid. */
  readonly remark: string | null;
}

const date = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/u;
const progressOf: Readonly<Record<string, readonly string[]>> = {
  yes: ['in-work', 'done'],
  no: ['new', 'read'],
  done: ['done'],
  'in-work': ['in-work'],
  read: ['read'],
  new: ['new'],
};

/** Parses `name:value`. An unfinished value may have no filter yet. */
export function parseFilter(name: string, value: string, isExcluded: boolean): ParsedFilter {
  if (value === '') return { filter: null, remark: null };
  switch (name) {
    case 'folder':
      return { filter: { kind: 'folder', isExcluded, text: value }, remark: null };
    case 'date':
      return dateFilter(value, isExcluded);
    case 'confidence':
      return confidenceFilter(value, isExcluded);
    case 'album':
    case 'tag':
      return { filter: { kind: 'collection', isExcluded, of: name, name: value }, remark: null };
    case 'is':
      if (!/^favou?rites?$/iu.test(value)) return misread('is', value, 'favourite');
      return { filter: { kind: 'collection', isExcluded, of: 'favourites', name: null }, remark: null };
    case 'kind':
      return kindFilter(value, isExcluded);
    case 'language':
      return languageFilter(value, isExcluded);
    default:
      return labelledFilter(value, isExcluded);
  }
}

/** `2024`, `2024-05`, `2024-05-31`, `2023..2024-06`, `>2024`, `>=2024-05`, `<2024`. */
function dateFilter(value: string, isExcluded: boolean): ParsedFilter {
  const [from = '', to] = value.split('..');
  const sign = /^(>=|<=|>|<)(.*)$/u.exec(value);
  const range =
    sign !== null
      ? signRange(sign[1] ?? '', sign[2] ?? '')
      : to === undefined
        ? [from, from]
        : [from === '' ? null : from, to === '' ? null : to];
  if (range.every((end) => end === null) || range.some((end) => end !== null && !date.test(end))) {
    return misread(
      'date',
      value,
      'a year, month or day such as 2024, 2024-05, 2024-05-31, 2023..2024, >2024',
    );
  }
  const [first = null, last = null] = range;
  return { filter: { kind: 'date', isExcluded, from: first, to: last }, remark: null };
}

function signRange(sign: string, text: string): (string | null)[] {
  if (sign === '>=') return [text, null];
  if (sign === '<=') return [null, text];
  if (!date.test(text)) return [text, text];
  // A sign that excludes the period itself: from right after it, or until right before it.
  return sign === '>' ? [stepped(text, 1), null] : [null, stepped(text, -1)];
}

/** The next (1) or previous (-1) year, month or day. */
function stepped(text: string, by: 1 | -1): string {
  const [year = 0, month, day] = text.split('-').map(Number);
  const moved = new Date(
    Date.UTC(
      year + (month === undefined ? by : 0),
      (month ?? 1) - 1 + (month !== undefined && day === undefined ? by : 0),
      (day ?? 1) + (day === undefined ? 0 : by),
    ),
  );
  return moved.toISOString().slice(0, text.length);
}

function labelledFilter(value: string, isExcluded: boolean): ParsedFilter {
  const progress = progressOf[value.toLowerCase()];
  if (progress === undefined) return misread('labelled', value, 'yes, no, done, in-work, read or new');
  return { filter: { kind: 'labelled', isExcluded, progress }, remark: null };
}

/** `board`, `boards`: a kind, or more of one. */
function kindFilter(value: string, isExcluded: boolean): ParsedFilter {
  const of = photoKindSchema.options.find((kind) => new RegExp(`^${kind}s?$`, 'iu').test(value));
  if (of === undefined) return misread('kind', value, 'board, note, document or none');
  return { filter: { kind: 'kind', isExcluded, of }, remark: null };
}

/** A language, or the beginning of its name. */
function languageFilter(value: string, isExcluded: boolean): ParsedFilter {
  const language = pageLanguages.find((name) => name.startsWith(value.toLowerCase()));
  if (language === undefined) return misread('language', value, `one of ${pageLanguages.join(', ')}`);
  return { filter: { kind: 'language', isExcluded, language }, remark: null };
}

/** `0.8`, `80%`, `80`, each also behind `>` or `>=`. */
function confidenceFilter(value: string, isExcluded: boolean): ParsedFilter {
  const [, digits = '', percent = ''] = /^(?:>=?)?(\d{1,3}(?:\.\d{0,6})?|\.\d{1,6})(%?)$/u.exec(value) ?? [];
  const number = Number(digits);
  const least = percent === '' && number <= 1 ? number : number / 100;
  if (digits === '' || least > 1) return misread('confidence', value, 'a share such as 0.8 or 80%');
  return { filter: { kind: 'confidence', isExcluded, least }, remark: null };
}

function misread(name: string, value: string, expected: string): ParsedFilter {
  return { filter: null, remark: `${name}:${value} was ignored. Expected ${name}: followed by ${expected}.` };
}
