/** libheif-js ships no types: this is the part of it that otherFormats.ts calls. */
declare module 'libheif-js/wasm-bundle.js' {
  interface Pixels {
    readonly width: number;
    readonly height: number;
    /** Interleaved R, G, B, A of the upright picture. */
    readonly data: Uint8ClampedArray;
  }
  export interface HeifImage {
    get_width(): number;
    get_height(): number;
    is_primary(): boolean;
    /** Calls back with the same object, filled, or with null for a damaged picture. */
    display(into: Pixels, done: (pixels: Pixels | null) => void): void;
    free(): void;
  }
  class HeifDecoder {
    /** Null in front of the first file. */
    readonly decoder: { delete(): void } | null;
    /** Reads the headers of every picture in the file, in the order of their items; pixels only when asked. */
    decode(bytes: Uint8Array): HeifImage[];
  }
  const libheif: { readonly ready: Promise<unknown>; readonly HeifDecoder: typeof HeifDecoder };
  export default libheif;
}

/** Neither of these has types: these are the parts that otherFormats.ts calls. Both are compiled by Emscripten. */
declare module '@jsquash/jxl/codec/dec/jxl_dec.js' {
  export default function createDecoder(options: {
    readonly noInitialRun: boolean;
    readonly wasmBinary: Uint8Array;
  }): Promise<{
    /** Null for a damaged file. Interleaved R, G, B, A of the upright picture. */
    decode(bytes: Uint8Array): {
      readonly width: number;
      readonly height: number;
      readonly data: Uint8ClampedArray;
    } | null;
  }>;
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  export default function createCodec(options: {
    readonly wasmBinary: Uint8Array;
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
  }): Promise<{
    readonly J2KDecoder: new () => {
      /** Memory for the file. */
      getEncodedBuffer(length: number): Uint8Array;
      /** Throws a number for some damaged files; for others, the decoded buffer stays empty. */
      decode(): void;
      /** Interleaved samples, of two bytes each if they have more than 8 bits. */
      getDecodedBuffer(): Uint8Array;
      /** Frees its memory. */
      delete(): void;
    };
  }>;
}
