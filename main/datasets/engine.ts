import type { Quad } from '../../shared/geometry.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import type { KeptImage } from '../workers/client.ts';

/** What dataset work needs from the worker process, which decodes untrusted pictures. */
export interface DatasetEngine {
  /** Copies image files into the object store; see `keepImages` in main/workers/reader. */
  keepImages(
    paths: readonly string[],
    within: readonly string[] | null,
    signal: AbortSignal,
  ): Promise<KeptImage[]>;
  /** Width and height in pixels, upright (EXIF applied), from the file's header. */
  imageSize(path: string, signal: AbortSignal): Promise<{ readonly width: number; readonly height: number }>;
  /** Characters of a text that no font in a folder (null: the shipped fonts) can draw. @throws InkdexError as `readFonts` */
  missingCharacters(fonts: string | null, text: string, signal: AbortSignal): Promise<string[]>;
  /** Draws texts as PNG files in a folder, one per sample in their order. */
  drawSamples(
    request: {
      readonly fonts: string | null;
      readonly seed: number;
      readonly samples: readonly { readonly index: number; readonly text: string }[];
      readonly folder: string;
    },
    signal: AbortSignal,
  ): Promise<{ readonly file: string; readonly writer: number }[]>;
  seeLooks(path: string, quads: readonly (Quad | null)[], signal: AbortSignal): Promise<Uint8Array[]>;
  /** Reads files that contain one cropped word each. Returns no readings for a file that cannot be read. */
  readWords(paths: readonly string[], signal: AbortSignal): Promise<Alternative[][]>;
  readQuads(path: string, quads: readonly Quad[], signal: AbortSignal): Promise<Alternative[][]>;
}
