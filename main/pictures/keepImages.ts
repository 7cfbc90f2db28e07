import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { objectFile } from '../../shared/fileNames.ts';
import { failureOf, InkdexError } from '../../shared/result.ts';
import { photoHeader } from '../imaging/formats/decode.ts';
import { readPhotoFile } from '../imaging/formats/photoFile.ts';
import type { KeptImage } from '../../shared/contract/dataset.ts';
import { writeWhole } from '../files/writeWhole.ts';

/** Files worked on at once: while one is flushed to the disk, others are read. */
const atOnce = 16;

export interface KeepRequest {
  readonly paths: readonly string[];
  /** Folders that the files must lie in, links followed; null: anywhere. */
  readonly within: readonly string[] | null;
  /** Folder of the objects. */
  readonly objects: string;
}

/**
 * Copies image files into the object store, each under its SHA-256, and says what they are by their
 * headers. An object is on the disk before it has its name. A file that is no image, or that cannot be
 * read, gives its reason and leaves the others alone.
 *
 * @throws InkdexError `disk-full`, `permission-denied` where the store cannot be written
 */
export async function keepImages(request: KeepRequest, signal: AbortSignal): Promise<KeptImage[]> {
  const { paths, objects } = request;
  const roots = request.within === null ? null : await Promise.all(request.within.map(realFolder));
  const kept: KeptImage[] = [];
  let next = 0;
  async function work(): Promise<void> {
    for (let index = next; index < paths.length; index = next) {
      next += 1;
      signal.throwIfAborted();
      kept[index] = await keepImage(paths[index] ?? '', roots, objects);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return kept;
}

async function keepImage(path: string, roots: readonly string[] | null, objects: string): Promise<KeptImage> {
  let bytes: Buffer;
  let size: { width: number; height: number; format: string };
  try {
    if (roots !== null) await requireWithin(path, roots);
    bytes = await readPhotoFile(path);
    const { width, height, format } = await photoHeader(bytes, path);
    size = { width, height, format };
  } catch (error) {
    if (!(error instanceof InkdexError)) throw error;
    return { ok: false, error: failureOf(error) };
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await writeObject(objects, sha256, bytes);
  return { ok: true, image: { sha256, bytes: bytes.length, ...size } };
}

/** One that is there already is written again where its bytes are not what its name says. */
async function writeObject(objects: string, sha256: string, bytes: Buffer): Promise<void> {
  const path = join(objects, objectFile(sha256));
  if (await holds(path, bytes)) return;
  await writeWhole(path, [bytes], { isShared: true });
}

async function holds(path: string, bytes: Buffer): Promise<boolean> {
  try {
    return bytes.equals(await readFile(path));
  } catch {
    return false;
  }
}

/** A link may lead out of a folder as well as dots. */
async function requireWithin(path: string, roots: readonly string[]): Promise<void> {
  const real = await realpath(path).catch(() => path);
  if (roots.some((root) => real.startsWith(root))) return;
  throw new InkdexError(
    'data-invalid',
    `${JSON.stringify(path)} leads to ${JSON.stringify(real)}, out of the folder that is imported: ` +
      'expected images inside it. Copy them there.',
  );
}

async function realFolder(path: string): Promise<string> {
  const real = await realpath(path).catch(() => path);
  return real.endsWith(sep) ? real : `${real}${sep}`;
}
