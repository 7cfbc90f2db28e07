import type { Quad } from '../../shared/geometry.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import type { KeptImage } from '../engine/client.ts';

/** What datasets ask of the process in which strangers' pictures are decoded. */
export interface DatasetEngine {
  /** Copies image files into the object store; see `keepImages` in main/engine/reader. */
  keepImages(
    paths: readonly string[],
    within: readonly string[] | null,
    signal: AbortSignal,
  ): Promise<KeptImage[]>;
  /** Upright, in pixels, by the file's header. */
  imageSize(path: string, signal: AbortSignal): Promise<{ readonly width: number; readonly height: number }>;
  seeLooks(path: string, quads: readonly (Quad | null)[], signal: AbortSignal): Promise<Uint8Array[]>;
  /** Readings of files that hold one cropped word each; none for one that cannot be read. */
  readWords(paths: readonly string[], signal: AbortSignal): Promise<Alternative[][]>;
  readQuads(path: string, quads: readonly Quad[], signal: AbortSignal): Promise<Alternative[][]>;
}
