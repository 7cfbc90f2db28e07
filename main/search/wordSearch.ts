/** The depth of a search: only readings during typing, then also similar and uncertain words. */
export type Depth = 'quick' | 'full';

/** The options for searching one word of a query. */
export interface WordSearch {
  readonly depth: Depth;
  /** The word's share of the limits of a query, 0 to 1. */
  readonly effort: number;
  /** Adds a remark for the user about parts that were not searched. */
  readonly remark: (text: string) => void;
}
