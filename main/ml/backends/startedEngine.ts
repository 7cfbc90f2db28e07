/** What an engine says of itself once it runs. */
export interface StartedEngine {
  readonly version: string;
  /** For people: the processor or the GPU that it runs on. */
  readonly device: string;
}
