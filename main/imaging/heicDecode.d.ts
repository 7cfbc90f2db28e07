/** heic-decode ships no types: this is the part of it that decode.ts calls. */
declare module 'heic-decode' {
  interface HeicPicture {
    readonly width: number;
    readonly height: number;
    /** Interleaved R, G, B, A of the upright picture. */
    decode(): Promise<{ readonly data: Uint8ClampedArray }>;
  }
  interface HeicPictures extends Array<HeicPicture> {
    /** Frees the decoder's memory. */
    dispose(): void;
  }
  /** Reads the headers of every picture in the file, the main one first; pixels only when asked. */
  export function all(input: { readonly buffer: Uint8Array }): Promise<HeicPictures>;
}
