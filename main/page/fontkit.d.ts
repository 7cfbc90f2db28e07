/** fontkit ships no types: this is the part of it that Inkdex calls. */
declare module 'fontkit' {
  export interface Font {
    readonly fullName: string;
    readonly familyName: string;
    /** Code points that the font maps to a glyph; reading it throws for some damaged files. */
    readonly characterSet: readonly number[];
    hasGlyphForCodePoint(codePoint: number): boolean;
  }
  export interface FontCollection {
    readonly fonts: readonly Font[];
  }
  /** @throws for a file that is not a font */
  export function openSync(path: string): Font | FontCollection;
}
