import { dirname } from 'node:path';
import type { CollectionKind } from '../../shared/contract/collection.ts';
import { pageLanguages } from '../../shared/contract/pageLanguage.ts';
import { photoKindSchema } from '../../shared/contract/photo.ts';
import type { Facet } from '../../shared/contract/search.ts';
import { writtenFilter, type FilterName, type QueryFilter } from '../../shared/queryFilters.ts';
import { onWallClock } from '../../shared/wallClock.ts';
import type { PhotoFacts } from '../store/photos/photos.ts';
import type { Filter } from './query.ts';

/** What a filter of queries means. */
interface FilterEntry {
  /** For people: what follows the colon. */
  readonly expected: string;
  /** Values that are offered while the filter is being typed. Those of collections are in the library. */
  readonly values: readonly string[];
  /** Null for a value that it does not have. */
  readonly parse: (value: string, isExcluded: boolean) => Filter | null;
  /** Its values among photos, each with their number. */
  readonly chips?: (facts: readonly PhotoFacts[]) => Facet[];
}

const dateForms = 'a year, month or day such as 2024, 2024-05, 2024-05-31, today, yesterday';
const progressOf: Readonly<Record<string, readonly string[]>> = {
  yes: ['in-work', 'done'],
  no: ['new', 'read'],
  done: ['done'],
  'in-work': ['in-work'],
  read: ['read'],
  new: ['new'],
};

/** All filters. Of each, it also follows that the window can take it off (`shared/queryFilters.ts`). */
export const filterTable: Readonly<Record<FilterName, FilterEntry>> = {
  folder: {
    expected: 'a part of its path',
    values: [],
    parse: (text, isExcluded) => ({ kind: 'folder', isExcluded, text }),
    chips: foldersOf,
  },
  name: {
    expected: 'a part of the name of a file',
    values: [],
    parse: (text, isExcluded) => ({ kind: 'name', isExcluded, text }),
  },
  date: {
    expected: `${dateForms}, 2023..2024, >2024`,
    values: ['today', 'yesterday'],
    parse: (value, isExcluded) => datesOf(rangeOf(value), isExcluded),
    chips: (facts) =>
      chipsBy(
        facts,
        ({ at }) => [at.slice(0, 7)],
        (month) => `date:${month}`,
      ),
  },
  before: {
    expected: dateForms,
    values: ['today'],
    parse: (value, isExcluded) => datesOf(signRange('<', dayOf(value)), isExcluded),
  },
  after: {
    expected: dateForms,
    values: ['yesterday'],
    parse: (value, isExcluded) => datesOf(signRange('>', dayOf(value)), isExcluded),
  },
  labelled: {
    expected: 'yes, no, done, in-work, read or new',
    values: Object.keys(progressOf),
    parse: (value, isExcluded) => {
      const progress = progressOf[value.toLowerCase()];
      return progress === undefined ? null : { kind: 'labelled', isExcluded, progress };
    },
  },
  confidence: { expected: 'a share such as 0.8 or 80%', values: ['80%'], parse: confidenceOf },
  album: { expected: 'the name of an album', values: [], parse: collectionNamed('album') },
  tag: { expected: 'the name of a tag', values: [], parse: collectionNamed('tag') },
  is: {
    expected: 'favourite',
    values: [],
    parse: (value, isExcluded) =>
      /^favou?rites?$/iu.test(value)
        ? { kind: 'collection', isExcluded, of: 'favourites', name: null }
        : null,
  },
  kind: {
    expected: 'board, note, document or none',
    values: photoKindSchema.options,
    parse: (value, isExcluded) => {
      // `board`, `boards`: a kind, or more of one.
      const of = photoKindSchema.options.find((kind) => new RegExp(`^${kind}s?$`, 'iu').test(value));
      return of === undefined ? null : { kind: 'kind', isExcluded, of };
    },
    chips: (facts) =>
      chipsBy(
        facts,
        ({ kind }) => (kind === null ? [] : [kind]),
        (kind) => `kind:${kind}`,
      ),
  },
  language: {
    expected: `one of ${pageLanguages.join(', ')}`,
    values: pageLanguages,
    parse: (value, isExcluded) => {
      const language = pageLanguages.find((name) => name.startsWith(value.toLowerCase()));
      return language === undefined ? null : { kind: 'language', isExcluded, language };
    },
  },
};

/** A filter of a query; null, with a remark for the user, for an invalid value. An unfinished one has no value yet. */
export function parseFilter({ name, value, isExcluded }: Omit<QueryFilter, 'text'>): {
  readonly filter: Filter | null;
  readonly remark: string | null;
} {
  const { parse, expected } = filterTable[name];
  const filter = value === '' ? null : parse(value, isExcluded);
  if (filter !== null || value === '') return { filter, remark: null };
  return { filter, remark: `${name}:${value} was ignored. Expected ${name}: followed by ${expected}.` };
}

function collectionNamed(of: CollectionKind): FilterEntry['parse'] {
  return (name, isExcluded) => ({ kind: 'collection', isExcluded, of, name });
}

/** `0.8`, `80%`, `80`, each also behind `>` or `>=`. */
function confidenceOf(value: string, isExcluded: boolean): Filter | null {
  const [, digits = '', percent = ''] = /^(?:>=?)?(\d{1,3}(?:\.\d{0,6})?|\.\d{1,6})(%?)$/u.exec(value) ?? [];
  const number = Number(digits);
  const least = percent === '' && number <= 1 ? number : number / 100;
  return digits === '' || least > 1 ? null : { kind: 'confidence', isExcluded, least };
}

type Range = readonly [from: string | null, to: string | null];

const date = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/u;

function datesOf([from, to]: Range, isExcluded: boolean): Filter | null {
  const ends = [from, to].filter((end) => end !== null);
  return ends.length === 0 || ends.some((end) => !date.test(end))
    ? null
    : { kind: 'date', isExcluded, from, to };
}

/** `2024`, `2024-05`, `2024-05-31`, `2023..2024-06`, `>2024`, `>=2024-05`, `<2024`, `today`. */
function rangeOf(value: string): Range {
  const [, sign, signed = ''] = /^(>=|<=|>|<)(.*)$/u.exec(value) ?? [];
  if (sign !== undefined) return signRange(sign, dayOf(signed));
  const [from = '', to = from] = value.split('..').map(dayOf);
  return [from === '' ? null : from, to === '' ? null : to];
}

function signRange(sign: string, text: string): Range {
  if (sign === '>=') return [text, null];
  if (sign === '<=') return [null, text];
  if (!date.test(text)) return [text, text];
  // A sign that excludes the period itself: from right after it, or until right before it.
  return sign === '>' ? [stepped(text, 1), null] : [null, stepped(text, -1)];
}

/** `today` and `yesterday` as days on the wall clock of this machine; other texts as they are. */
function dayOf(text: string): string {
  const today = onWallClock(new Date()).slice(0, 10);
  const word = text.toLowerCase();
  return word === 'today' ? today : word === 'yesterday' ? stepped(today, -1) : text;
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

/** The most values of one filter that chips offer. */
const mostChips = 8;

/** The values of photos with their numbers, the most frequent first. */
function chipsBy(
  facts: readonly PhotoFacts[],
  valuesOf: (photo: PhotoFacts) => readonly string[],
  filterOf: (value: string) => string,
): Facet[] {
  const counts = new Map<string, number>();
  for (const value of facts.flatMap(valuesOf)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Array.from(counts, ([name, photos]) => ({ filter: filterOf(name), name, photos }))
    .sort((a, b) => b.photos - a.photos || (a.name < b.name ? -1 : 1))
    .slice(0, mostChips);
}

/** Folders of photos. Each count includes subfolders, as the folder filter does. */
function foldersOf(facts: readonly PhotoFacts[]): Facet[] {
  const own = new Set(facts.map(({ place }) => dirname(place)));
  return chipsBy(
    facts,
    ({ place }) => foldersAbove(place).filter((folder) => own.has(folder)),
    (folder) => writtenFilter('folder', folder),
  );
}

/** The folders of a path, from its own to the root. */
function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}
