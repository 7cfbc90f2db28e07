import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { modelMetadataSchema, type ModelMetadata } from '../../shared/contract/model.ts';
import { parseJson } from '../../shared/json.ts';
import { writeWhole } from '../files/writeWhole.ts';
import type { Understand } from './registry.ts';

const knownSchema = z.record(z.string(), modelMetadataSchema);

/** What a file says about models, by their SHA-256; nothing if it is missing, damaged or of another version of Inkdex. */
export function readKnownMetadata(path: string): Record<string, ModelMetadata> {
  return (existsSync(path) ? knownSchema.safeParse(parseJson(readFileSync(path, 'utf8'))).data : null) ?? {};
}

/**
 * Reads the metadata of each model once: to read it from the model takes a process and half a second.
 *
 * @param shipped the file about the models that come with the app
 * @param own the file to keep the metadata of the library's own models in
 */
export function keepMetadata(
  shipped: string,
  own: string,
  inspect: (path: string) => Promise<{ readonly sha256: string; readonly metadata: ModelMetadata }>,
): Understand {
  const known = readKnownMetadata(shipped);
  const kept = readKnownMetadata(own);
  return async (path, sha256) => {
    const found = known[sha256] ?? kept[sha256];
    if (found !== undefined) return found;
    const { metadata, ...inspected } = await inspect(path);
    // The file may have been replaced by now.
    kept[inspected.sha256] = metadata;
    // What cannot be kept, as in a read-only folder, is read again by the next process.
    const text = `${JSON.stringify(kept)}\n`;
    await writeWhole(own, [text], { isFlushed: false, isShared: true }).catch(() => undefined);
    return metadata;
  };
}
