import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { encodeInk } from '../imaging/formats/decode.ts';
import type { HandwritingFont } from '../ml/synthetic/fonts.ts';
import { createSampleDrawing, fontsIn, writerOf, type TextToDraw } from '../ml/synthetic/samples.ts';

export interface DrawRequest {
  /** Folder of the fonts; null: those that ship with Inkdex. */
  readonly fonts: string | null;
  readonly seed: number;
  readonly samples: readonly TextToDraw[];
  /** Folder to write the PNG files to. */
  readonly folder: string;
}

export interface DrawnFile {
  /** Name of the PNG in the folder. */
  readonly file: string;
  /** Number of the simulated writer, from 0. */
  readonly writer: number;
}

/** Draws texts as PNG files, dark on white, one per sample in their order. */
export async function drawSamples(
  { seed, samples, folder }: DrawRequest,
  fonts: readonly HandwritingFont[],
  signal: AbortSignal,
): Promise<DrawnFile[]> {
  const draw = createSampleDrawing(fonts, seed);
  const files: DrawnFile[] = [];
  for (const sample of samples) {
    signal.throwIfAborted();
    const file = `${String(sample.index + 1).padStart(7, '0')}.png`;
    await writeFile(join(folder, file), await encodeInk(draw(sample)));
    files.push({ file, writer: writerOf(sample.index) });
    // The canvas's pixels are freed between turns of the event loop only.
    await setImmediate();
  }
  return files;
}

interface FontCache {
  /** Reads the fonts again: a job begins with it. */
  read(folder: string | null): readonly HandwritingFont[];
  /** The fonts as they were last read: each batch of a job is a call. */
  get(folder: string | null): readonly HandwritingFont[];
}

export function createFontCache(): FontCache {
  let known: { readonly folder: string | null; readonly fonts: readonly HandwritingFont[] } | undefined;
  const read = (folder: string | null): readonly HandwritingFont[] => {
    known = { folder, fonts: fontsIn(folder) };
    return known.fonts;
  };
  return { read, get: (folder) => (known?.folder === folder ? known.fonts : read(folder)) };
}
