/** Written by `noticesPlugin` (resources/build/notices.ts) when the window is built. */
declare module 'virtual:notices' {
  /** A package that Inkdex ships. */
  export interface Notice {
    readonly name: string;
    readonly version: string;
    /** SPDX expression. */
    readonly licence: string;
    /** Of its licence files; empty if it has none. */
    readonly text: string;
  }
  export const notices: readonly Notice[];
}
