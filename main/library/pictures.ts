import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PictureKind } from '../../shared/contract/contract.ts';
import { photoIdSchema, type Photo } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { sampleIdSchema } from '../../shared/contract/datasetContents.ts';
import type { Quad } from '../../shared/geometry.ts';
import { objectFile } from '../../shared/objectFile.ts';
import type { Turn } from '../../shared/turn.ts';
import { wordIdSchema } from '../../shared/contract/word.ts';
import type { Picture as PictureToDraw } from '../engine/client.ts';
import type { Database } from '../store/database.ts';
import { findSamplePicture } from '../store/datasetImages.ts';
import { requirePhoto } from '../store/photos.ts';
import { findWord } from '../store/words.ts';

/** What to draw, and the file to write the JPEG to: whole, or not at all. */
export interface RenderRequest {
  readonly path: string;
  /** Of the photo's file: nothing else is drawn. */
  readonly sha256: string;
  /** Further than EXIF says. */
  readonly turn: Turn;
  readonly destination: string;
  readonly picture: PictureToDraw;
}

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
   * @param id of the photo; of the word when `kind` is `word`, of the sample when it is `sample`
   * @throws InkdexError `not-found`, or what is wrong with the photo's file
   */
  find(kind: PictureKind, id: number): Promise<Picture>;
  makeThumbnail(path: string, sha256: string, signal: AbortSignal): Promise<void>;
  /** Forgets the pictures of photos that have left the library. */
  remove(photos: readonly Photo[]): Promise<void>;
}

/** Where pictures are kept, and where the images of samples are. */
export interface PictureFolders {
  readonly cache: string;
  readonly objects: string;
}

export function createPictures(db: Database, { cache, objects }: PictureFolders, render: Render): Pictures {
  /** Two windows that ask at once wait for one drawing. */
  const drawing = new Map<string, Promise<void>>();

  async function make(request: RenderRequest, signal?: AbortSignal): Promise<void> {
    if (await isThere(request.destination)) return;
    let work = drawing.get(request.destination);
    if (work === undefined) {
      work = render(request, signal).finally(() => drawing.delete(request.destination));
      drawing.set(request.destination, work);
    }
    await work;
  }

  return {
    async find(kind, id) {
      const request =
        kind === 'word'
          ? wordRequest(db, cache, id)
          : kind === 'sample'
            ? sampleRequest(db, { cache, objects }, id)
            : photoRequest(db, cache, kind, id);
      await make(request);
      return { path: request.destination, etag: request.etag };
    },
    makeThumbnail: (path, sha256, signal) =>
      make(
        {
          path,
          sha256,
          turn: 0,
          destination: pictureFile(cache, sha256, 'thumbnail'),
          picture: { kind: 'thumbnail' },
        },
        signal,
      ),
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
  const { path, turn, sha256 } = requirePhoto(db, photoIdSchema.parse(id));
  const name = turn === 0 ? kind : `${kind}-${String(turn)}`;
  return {
    path,
    sha256,
    turn,
    destination: pictureFile(cache, sha256, name),
    picture: { kind },
    etag: `${sha256}-${name}`,
  };
}

function wordRequest(db: Database, cache: string, id: number): RenderRequest & { readonly etag: string } {
  const word = findWord(db, wordIdSchema.parse(id));
  if (word === undefined)
    throw new InkdexError('not-found', `There is no word ${String(id)} in this library.`);
  return cropRequest(cache, requirePhoto(db, word.photo), word.quad);
}

function sampleRequest(
  db: Database,
  { cache, objects }: PictureFolders,
  id: number,
): RenderRequest & { readonly etag: string } {
  const sample = findSamplePicture(db, sampleIdSchema.parse(id));
  if (sample === undefined)
    throw new InkdexError('not-found', `There is no sample ${String(id)} in this library.`);
  const { sha256, quad } = sample;
  const path = join(objects, objectFile(sha256));
  if (quad !== null) return cropRequest(cache, { path, turn: 0, sha256 }, quad);
  return {
    path,
    sha256,
    turn: 0,
    picture: { kind: 'thumbnail' },
    destination: pictureFile(cache, sha256, 'thumbnail'),
    etag: `${sha256}-thumbnail`,
  };
}

/** Made once for each place on an image, whatever is written there. */
function cropRequest(
  cache: string,
  { path, turn, sha256 }: Pick<Photo, 'path' | 'turn' | 'sha256'>,
  quad: Quad,
): RenderRequest & { readonly etag: string } {
  const placed = turn === 0 ? quad : { quad, turn };
  const place = createHash('sha256').update(JSON.stringify(placed)).digest('hex').slice(0, 16);
  return {
    path,
    sha256,
    turn,
    picture: { kind: 'word', quad },
    destination: pictureFile(cache, sha256, `word-${place}`),
    etag: `${sha256}-${place}`,
  };
}

function pictureFolder(cache: string, sha256: string): string {
  return join(cache, sha256.slice(0, 2), sha256);
}

function pictureFile(cache: string, sha256: string, name: string): string {
  return join(pictureFolder(cache, sha256), `${name}.jpg`);
}

/** Nobody flushes what can be made again: after a power cut there may be a name with nothing behind it. */
async function isThere(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && found.size > 0;
}
