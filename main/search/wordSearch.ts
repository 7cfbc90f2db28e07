/** How far a search goes: as long as it is being typed, what readings hold; then all that may be meant. */
export type Depth = 'quick' | 'full';

/** How one word of a query is looked for. */
export interface WordSearch {
  readonly depth: Depth;
  /** The part of what may be gone through for a query, 0 to 1, that a word has. */
  readonly effort: number;
  /** Takes what a person should know of what was not looked for. */
  readonly remark: (text: string) => void;
}
