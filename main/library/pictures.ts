import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { PictureKind } from '../../shared/contract/contract.ts';
import {
  photoIdSchema,
  type Photo,
  type PhotoId,
  type Picture as PictureToDraw,
} from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { sampleIdSchema } from '../../shared/contract/datasetContents.ts';
import { quadAround, type Quad } from '../../shared/geometry.ts';
import { objectFile } from '../../shared/fileNames.ts';
import type { Rotation } from '../../shared/rotation.ts';
import type { ItemOptions } from '../jobs/steps.ts';
import type { WritableDatabase } from '../store/database.ts';
import { findSamplePicture } from '../store/datasets/datasetImages.ts';
import { findOtherFile } from '../store/photos/photoFile.ts';
import { requirePhoto } from '../store/photos/photos.ts';
import { findRunQuads } from '../store/words/words.ts';

/** What to render, and the file to write. The file is written completely or not at all. */
export interface RenderRequest {
  readonly path: string;
  /** Hash of the photo's file. A file with another hash is not rendered. */
  readonly sha256: string;
  /** Rotation in addition to EXIF. */
  readonly turn: Rotation;
  readonly destination: string;
  readonly picture: PictureToDraw;
}

export type Render = (request: RenderRequest, options?: ItemOptions) => Promise<void>;

/** A JPEG file in the cache. */
export interface Picture {
  readonly path: string;
  /** Changes when the picture changes. */
  readonly etag: string;
}

/** Pictures of photos, created once and cached under names that identify their content. */
export type Pictures = ReturnType<typeof createPictures>;

/** The folders of cached pictures and of dataset images. */
export interface PictureFolders {
  readonly cache: string;
  readonly objects: string;
  /** Where pictures may be, too: the library's own cache while pictures are written elsewhere. Default: `cache`. */
  readonly filled?: string;
}

export function createPictures(
  db: WritableDatabase,
  { cache, objects, filled = cache }: PictureFolders,
  render: Render,
) {
  /** Requests in progress: two windows that need the same picture share one. */
  const drawing = new Map<string, Promise<void>>();

  /** A photo whose file is gone may still be there as another photo: two on whose words people have worked stay two. */
  async function draw(request: RenderRequest, options?: ItemOptions): Promise<void> {
    try {
      await render(request, options);
    } catch (thrown) {
      const isGone = thrown instanceof InkdexError && thrown.code === 'file-missing';
      const other = isGone ? findOtherFile(db, request.sha256) : undefined;
      if (other === undefined) throw thrown;
      await render({ ...request, ...other }, options);
    }
  }

  async function make(request: RenderRequest, options?: ItemOptions): Promise<void> {
    if (await isThere(request.destination)) return;
    let work = drawing.get(request.destination);
    if (work === undefined) {
      work = draw(request, options).finally(() => drawing.delete(request.destination));
      drawing.set(request.destination, work);
    }
    await work;
  }

  return {
    /**
     * @param id the id of the photo, or of the word or sample if `kind` is `word` or `sample`
     * @param last the last word of a run of words of one line; default: `id`
     * @throws InkdexError `not-found`, or when the photo's file cannot be used
     */
    async find(kind: PictureKind, id: number, last: number = id): Promise<Picture> {
      const request =
        kind === 'word'
          ? wordRequest(db, cache, [id, last])
          : kind === 'sample'
            ? sampleRequest(db, { cache, objects }, id)
            : photoRequest(db, cache, kind, id);
      const there = join(filled, relative(cache, request.destination));
      if (await isThere(there)) return { path: there, etag: request.etag };
      await make(request);
      return { path: request.destination, etag: request.etag };
    },
    /**
     * Writes a PNG of a photo with words highlighted.
     *
     * @param quads in pixels of the upright photo
     * @throws InkdexError as `find` does
     */
    async drawLit(id: PhotoId, quads: readonly Quad[], destination: string): Promise<void> {
      const { path, turn, sha256, width } = requirePhoto(db, id);
      await draw({ path, turn, sha256, destination, picture: { kind: 'lit', quads: [...quads], width } });
    },
    /** Creates the thumbnail of a photo that is not rotated, unless there is one. Returns the path of the thumbnail. */
    async makeThumbnail(path: string, sha256: string, options?: ItemOptions): Promise<string> {
      const destination = pictureFile(cache, sha256, 'thumbnail');
      await make({ path, sha256, turn: 0, destination, picture: { kind: 'thumbnail' } }, options);
      return destination;
    },
    /** Deletes the pictures of removed photos. */
    async remove(photos: readonly Photo[]): Promise<void> {
      for (const { sha256 } of photos) {
        await rm(pictureFolder(cache, sha256), { recursive: true, force: true });
      }
    },
  };
}

function photoRequest(
  db: WritableDatabase,
  cache: string,
  kind: 'display' | 'thumbnail',
  id: number,
): RenderRequest & { readonly etag: string } {
  const { path, turn, sha256 } = requirePhoto(db, photoIdSchema.parse(id));
  const name = turn === 0 ? kind : `${kind}-${turn}`;
  return {
    path,
    sha256,
    turn,
    destination: pictureFile(cache, sha256, name),
    picture: { kind },
    etag: `${sha256}-${name}`,
  };
}

function wordRequest(
  db: WritableDatabase,
  cache: string,
  ends: readonly [first: number, last: number],
): RenderRequest & { readonly etag: string } {
  const quads = findRunQuads(db, ...ends);
  if (quads === null) {
    const asked = [...new Set(ends)].join(' to ');
    throw new InkdexError('not-found', `There is no word ${asked} on one line of a photo in this library.`);
  }
  return cropRequest(cache, requirePhoto(db, quads.photo), quadAround(quads.quads));
}

function sampleRequest(
  db: WritableDatabase,
  { cache, objects }: PictureFolders,
  id: number,
): RenderRequest & { readonly etag: string } {
  const sample = findSamplePicture(db, sampleIdSchema.parse(id));
  if (sample === undefined) throw new InkdexError('not-found', `There is no sample ${id} in this library.`);
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

/** Crops are cached by their quad and not by their word. */
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

/** False for an empty file: pictures are not flushed to disk, so that a power cut can leave one. */
async function isThere(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && found.size > 0;
}
