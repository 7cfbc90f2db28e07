/** A query, understood. */
export interface Query {
  /** Null: nothing is looked for, or only filters stand there. */
  readonly root: QueryNode | null;
  readonly filters: readonly Filter[];
  /** For people: what of it was not understood, and what was expected. */
  readonly remarks: readonly string[];
}

export type QueryNode =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly QueryNode[] }
  /** Photos that surely hold it, read as it stands, are left out. */
  | { readonly kind: 'not'; readonly part: QueryNode }
  | NearNode
  | Leaf;

/** Words within so many places of each other in reading order, in any order. */
export interface NearNode {
  readonly kind: 'near';
  readonly parts: readonly Leaf[];
  readonly within: number;
}

export type Leaf = WordNode | PhraseNode;

export interface WordNode {
  readonly kind: 'word';
  /** Folded, signs inside dropped: "l'été" is "lete". */
  readonly term: string;
  /** Its folded runs: "l'été" is "l", "ete". */
  readonly parts: readonly string[];
  /** `exact` as it stands, `prefix` with a star, `typing` the last word of an unfinished query. */
  readonly match: 'exact' | 'prefix' | 'typing';
  /** In quotes: spelt as it is meant, so that only its reader may have erred. */
  readonly isVerbatim: boolean;
  /** Terms made with a word beside it in the query, which the detector may have put together. */
  readonly joined: readonly string[];
}

export interface PhraseNode {
  readonly kind: 'phrase';
  /** Its folded words, one space between them. */
  readonly term: string;
  readonly words: readonly WordNode[];
}

/** Filters of one kind are alternatives to each other; of several kinds, one of each must hold. */
export type Filter =
  | { readonly kind: 'folder'; readonly isExcluded: boolean; readonly text: string }
  /** ISO 8601 in whole or its beginning; null: open. */
  | {
      readonly kind: 'date';
      readonly isExcluded: boolean;
      readonly from: string | null;
      readonly to: string | null;
    }
  | { readonly kind: 'labelled'; readonly isExcluded: boolean; readonly progress: readonly string[] }
  /** Hits less probable are left out; excluded, those that are not. */
  | { readonly kind: 'confidence'; readonly isExcluded: boolean; readonly least: number };
