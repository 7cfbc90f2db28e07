import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PictureKind } from '../../shared/contract.ts';
import type { Quad } from '../../shared/geometry.ts';
import { photoIdSchema, type Photo } from '../../shared/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { wordIdSchema } from '../../shared/word.ts';
import type { Database } from '../store/database.ts';
import { findPhoto } from '../store/photos.ts';
import { findWord } from '../store/words.ts';

/** What to draw, and the file to write the JPEG to. */
export type RenderRequest =
  | { readonly kind: 'display' | 'thumbnail'; readonly path: string; readonly target: string }
  | { readonly kind: 'word'; readonly path: string; readonly target: string; readonly quad: Quad };

export type Render = (request: RenderRequest, signal?: AbortSignal) => Promise<void>;

/** A picture ready to send: a JPEG in the cache. */
export interface Picture {
  readonly path: string;
  /** Changes when the picture does. */
  readonly etag: string;
}

/** Pictures of photos, made once and kept under names that say what is in them. */
export interface Pictures {
  /**
   * @param id of the photo; of the word when `kind` is `word`
   * @throws InkdexError `not-found`, or what is wrong with the photo's file
   */
  find(kind: PictureKind, id: number): Promise<Picture>;
  makeThumbnail(path: string, sha256: string, signal: AbortSignal): Promise<void>;
  /** Forgets the pictures of photos that have left the library. */
  remove(photos: readonly Photo[]): Promise<void>;
}

export function createPictures(db: Database, cache: string, render: Render): Pictures {
  /** Two windows that ask at once wait for one drawing. */
  const drawing = new Map<string, Promise<void>>();

  async function make(request: RenderRequest, signal?: AbortSignal): Promise<void> {
    if (await isThere(request.target)) return;
    let work = drawing.get(request.target);
    if (work === undefined) {
      work = draw(render, request, signal).finally(() => drawing.delete(request.target));
      drawing.set(request.target, work);
    }
    await work;
  }

  return {
    async find(kind, id) {
      const request = kind === 'word' ? wordRequest(db, cache, id) : photoRequest(db, cache, kind, id);
      await make(request);
      return { path: request.target, etag: request.etag };
    },
    makeThumbnail: (path, sha256, signal) =>
      make({ kind: 'thumbnail', path, target: pictureFile(cache, sha256, 'thumbnail') }, signal),
    async remove(photos) {
      for (const { sha256 } of photos) {
        await rm(pictureFolder(cache, sha256), { recursive: true, force: true });
      }
    },
  };
}

function photoRequest(
  db: Database,
  cache: string,
  kind: 'display' | 'thumbnail',
  id: number,
): RenderRequest & { readonly etag: string } {
  const { path, sha256 } = requirePhoto(db, id);
  return { kind, path, target: pictureFile(cache, sha256, kind), etag: `${sha256}-${kind}` };
}

function wordRequest(db: Database, cache: string, id: number): RenderRequest & { readonly etag: string } {
  const word = findWord(db, wordIdSchema.parse(id));
  if (word === undefined)
    throw new InkdexError('not-found', `There is no word ${String(id)} in this library.`);
  const { path, sha256 } = requirePhoto(db, word.photo);
  const place = createHash('sha256').update(JSON.stringify(word.quad)).digest('hex').slice(0, 16);
  return {
    kind: 'word',
    path,
    quad: word.quad,
    target: pictureFile(cache, sha256, `word-${place}`),
    etag: `${sha256}-${place}`,
  };
}

function requirePhoto(db: Database, id: number): Photo {
  const photo = findPhoto(db, photoIdSchema.parse(id));
  if (photo === undefined)
    throw new InkdexError('not-found', `There is no photo ${String(id)} in this library.`);
  return photo;
}

/** Draws beside the target and renames, so that a kill never leaves half a picture under its name. */
async function draw(render: Render, request: RenderRequest, signal?: AbortSignal): Promise<void> {
  const beside = `${request.target}.${String(process.pid)}.part`;
  try {
    await mkdir(dirname(request.target), { recursive: true });
    await render({ ...request, target: beside }, signal);
    await rename(beside, request.target);
  } catch (thrown) {
    await rm(beside, { force: true });
    throw diskFull(thrown);
  }
}

function diskFull(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('code' in thrown) || thrown.code !== 'ENOSPC') return thrown;
  return new InkdexError('disk-full', 'The disk of the library is full: free some space, then resume.', {
    cause: thrown,
  });
}

function pictureFolder(cache: string, sha256: string): string {
  return join(cache, sha256.slice(0, 2), sha256);
}

function pictureFile(cache: string, sha256: string, name: string): string {
  return join(pictureFolder(cache, sha256), `${name}.jpg`);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
