import type { Collection } from './contract/collection.ts';

/** The filters of queries, as they are written. `main/search/filterTable.ts` says what each one means. */
export const filterNames = [
  'folder',
  'name',
  'date',
  'before',
  'after',
  'labelled',
  'confidence',
  'album',
  'tag',
  'is',
  'kind',
  'language',
] as const;
export type FilterName = (typeof filterNames)[number];

/** "labeled" is as good. */
const written = filterNames.join('|').replace('labelled', 'labell?ed');
// A blank may stand after the colon, unless another filter follows.
const filter = `(?<not>-?)(?<name>${written}):(?:\\s+(?!-?(?:${written}):))?(?<value>"[^"]*"?|\\S*)`;
const phrase = '(?<opening>(?:-?\\()*)(?<minus>-?)"(?<quoted>[^"]*)(?<close>"?)';
const piece = new RegExp(`${filter}|${phrase}|\\S+`, 'giu');

export interface QueryFilter {
  readonly name: FilterName;
  /** Without quotation marks; empty while it is still to be typed. */
  readonly value: string;
  readonly isExcluded: boolean;
  /** As it stands in the query. */
  readonly text: string;
}

/** A piece of a query; an unclosed quote runs to the end, as while it is being typed. */
export interface QueryPiece {
  readonly text: string;
  /** The place of its first character. */
  readonly at: number;
  readonly filter: QueryFilter | null;
  /** A phrase in quotes, with the parentheses and the minus before it; null for other pieces. */
  readonly phrase: {
    readonly opening: string;
    readonly isExcluded: boolean;
    readonly text: string;
    readonly isClosed: boolean;
  } | null;
}

/** The pieces of a query in their order: filters, phrases, and runs without white space. */
export function* queryPieces(query: string): Generator<QueryPiece> {
  for (const { 0: text, index: at, groups = {} } of query.matchAll(piece)) {
    const { not, name, value = '', opening = '', minus = '', quoted, close } = groups;
    const known = name === undefined ? undefined : nameOf(name);
    yield {
      text,
      at,
      filter:
        known === undefined
          ? null
          : { name: known, value: value.replaceAll('"', '').trim(), isExcluded: not !== '', text },
      phrase:
        quoted === undefined
          ? null
          : { opening, isExcluded: minus !== '', text: quoted, isClosed: close !== '' },
    };
  }
}

function nameOf(typed: string): FilterName | undefined {
  const name = typed.toLowerCase().replace('labeled', 'labelled');
  return filterNames.find((each) => each === name);
}

/** A filter as it is written. Values lose quotation marks, which a query cannot contain. */
export function writtenFilter(name: FilterName, value: string): string {
  return `${name}:"${value.replaceAll('"', '')}"`;
}

/** The filter that finds the photos of a collection. */
export function collectionFilter({ kind, name }: Pick<Collection, 'kind' | 'name'>): string {
  return kind === 'favourites' ? 'is:favourite' : writtenFilter(kind, name);
}

/** The filters of a query. */
export function filtersOf(query: string): QueryFilter[] {
  return Array.from(queryPieces(query), (each) => each.filter).filter((each) => each !== null);
}
