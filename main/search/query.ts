import type { CollectionKind } from '../../shared/contract/collection.ts';
import type { PageLanguage } from '../../shared/contract/pageLanguage.ts';
import type { PhotoKind } from '../../shared/contract/photo.ts';

/** The default distance of NEAR, in words. */
export const nearWords = 8;

export interface Query {
  /** Null if the query is empty or has only filters. */
  readonly root: QueryNode | null;
  readonly filters: readonly Filter[];
  /** Remarks for the user about parts that were not understood. */
  readonly remarks: readonly string[];
}

export type QueryNode =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly QueryNode[] }
  /** Excludes photos whose readings surely contain it. */
  | { readonly kind: 'not'; readonly part: QueryNode }
  | NearNode
  | Leaf;

/** Words within a maximum distance of each other in reading order, in any order. */
interface NearNode {
  readonly kind: 'near';
  readonly parts: readonly Leaf[];
  readonly within: number;
}

export type Leaf = WordNode | PhraseNode;

export interface WordNode {
  readonly kind: 'word';
  /** Folded, without punctuation: "l'été" is "lete". Signs alone stay: "!==". */
  readonly term: string;
  /** As typed. */
  readonly text: string;
  /** What a reading must contain to be first, if the word has signs of code (`literalOf`); null for a word of prose. */
  readonly literal: string | null;
  /** The term with letters transcribed: "müller" is also "mueller"; null where nothing is. */
  readonly transcribed: string | null;
  /** Its folded runs: "l'été" is "l", "ete". */
  readonly parts: readonly string[];
  /** `exact`: the whole word; `prefix`, `ending`: with a star; `typing`: the last word of an unfinished query. */
  readonly match: 'exact' | 'prefix' | 'ending' | 'typing';
  /** In quotes: the spelling is as intended, so that only reading errors are possible. */
  readonly isVerbatim: boolean;
  /** The term joined with its neighbours in the query, because the detector may have joined two words. */
  readonly joined: readonly string[];
}

export interface PhraseNode {
  readonly kind: 'phrase';
  /** The folded words, separated by spaces. */
  readonly term: string;
  readonly words: readonly WordNode[];
}

/** Of each kind but collections and open periods, at least one filter must match. */
export type Filter =
  | { readonly kind: 'folder' | 'name'; readonly isExcluded: boolean; readonly text: string }
  /** ISO 8601, complete or its first part; null for no limit. */
  | {
      readonly kind: 'date';
      readonly isExcluded: boolean;
      readonly from: string | null;
      readonly to: string | null;
    }
  | { readonly kind: 'labelled'; readonly isExcluded: boolean; readonly progress: readonly string[] }
  | { readonly kind: 'kind'; readonly isExcluded: boolean; readonly of: PhotoKind }
  | { readonly kind: 'language'; readonly isExcluded: boolean; readonly language: PageLanguage }
  /** Every one must match: a photo may be in several collections. `name` null: the favourites. */
  | {
      readonly kind: 'collection';
      readonly isExcluded: boolean;
      readonly of: CollectionKind;
      readonly name: string | null;
    }
  /** Excludes hits with a lower probability; if negated, those with at least this probability. */
  | { readonly kind: 'confidence'; readonly isExcluded: boolean; readonly least: number };

/** A word of a query that is probably a typing error, and the term of the library that was searched instead. */
export interface RespelledWord {
  readonly typed: string;
  readonly meant: string;
}

/** The depth of a search: only readings during typing, then also similar and uncertain words. */
export type Depth = 'quick' | 'full';

/** The options for searching one word of a query. */
export interface WordSearch {
  readonly depth: Depth;
  /** The word's share of the limits of a query, 0 to 1. */
  readonly effort: number;
  /** Adds a remark for the user about parts that were not searched. */
  readonly remark: (text: string) => void;
  /** Called for a word that was searched as another one. */
  readonly respell: (word: RespelledWord) => void;
}
