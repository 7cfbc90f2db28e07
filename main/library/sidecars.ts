import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Serves } from '../../shared/contract/contract.ts';
import type { followerCalls } from '../../shared/contract/library.ts';
import { languageCodes, noticedLanguages } from '../../shared/contract/pageLanguage.ts';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { exifOrientation } from '../page/exifOrientation.ts';
import { pageOf } from '../../shared/page/page.ts';
import { sidecarWithoutWords, sidecarWithWords, stateOf } from '../page/xmp.ts';
import { libraryId } from '../store/library/settings.ts';
import { isIn } from '../store/photos/paths.ts';
import { findPhoto, findPhotoByPath, listReadRevisions } from '../store/photos/photos.ts';
import { listRemovedPhotos } from '../store/photos/removedPhotos.ts';
import { listWords } from '../store/words/words.ts';
import { createAttempts } from './attempts.ts';
import { createFollower, requireFolder, type FollowerParts, type Written } from './follower.ts';
import { changeSidecar, sidecarOf, type FolderNames } from './sidecarFile.ts';

export interface SidecarParts extends FollowerParts {
  /** Folder of the library. Photos inside it have no sidecars: no other program looks there. */
  readonly folder: string;
}

/** The value of the setting for sidecars beside all photos; any other is a folder. */
const allPhotos = 'all';

export interface WrittenSidecars extends Written {
  /** Read photos without a sidecar: inside the library, such as pages of PDFs and uploads, and those that are missing. */
  readonly without: { readonly inLibrary: number; readonly missing: number };
}

/**
 * Keeps the words of photos in XMP files beside them (`photo.jpg.xmp`), where digiKam, darktable, Immich and others look.
 * Photos are never touched; what others wrote into a sidecar stays.
 */
export function createSidecars(parts: SidecarParts, quietMs?: number) {
  // What this process has seen to be up to date: an unchanged library reads no file again.
  const known = new Map<PhotoId, number>();
  const refused = new Map<string, InkdexError>();
  let without: WrittenSidecars['without'] | null = null;
  const { follower, current, choose } = createFollower<WrittenSidecars>(parts, {
    setting: 'sidecars',
    async write(beside, isStopped) {
      const written = await writeSidecars(beside, { ...parts, known, refused, isStopped });
      ({ without } = written);
      return written;
    },
    ...(quietMs === undefined ? {} : { quietMs }),
  });
  const answer = () => {
    const { chosen, count, problem } = current();
    const all = chosen === allPhotos;
    return { all, path: all ? null : chosen, sidecars: count, without, problem };
  };
  const calls = {
    sidecars: answer,
    async setSidecars({ all, path }) {
      parts.lock.require();
      const folder = path === null ? null : resolve(path);
      if (folder !== null) await requireFolder(folder);
      known.clear();
      without = null;
      choose(all ? allPhotos : folder);
      return answer();
    },
  } satisfies Serves<Pick<typeof followerCalls, 'sidecars' | 'setSidecars'>>;
  return { calls, ...follower };
}

interface WriteParts extends Pick<SidecarParts, 'db' | 'folder'> {
  readonly known: Map<PhotoId, number>;
  /** By state and SHA-256: sidecars that cannot be changed, and why. A costly one is parsed once. */
  readonly refused: Map<string, InkdexError>;
  readonly isStopped: () => boolean;
}

/** Brings all sidecars up to date. One that cannot be written costs the others nothing. */
async function writeSidecars(
  beside: string,
  { db, folder, known, refused, isStopped }: WriteParts,
): Promise<WrittenSidecars> {
  const library = libraryId(db).slice(0, 8);
  const { attempt, describe } = createAttempts('sidecar');
  const folders: FolderNames = new Map();
  const chosen = beside === allPhotos ? null : beside;
  const isWanted = (path: string): boolean => chosen === null || isIn(path, chosen);
  const without = { inLibrary: 0, missing: 0 };
  let count = 0;
  for (const [id, revision] of listReadRevisions(db)) {
    if (isStopped()) break;
    if (known.get(id) === revision) {
      count += 1;
      continue;
    }
    const photo = findPhoto(db, id);
    if (photo === undefined || !isWanted(photo.path)) continue;
    if (isIn(photo.path, folder)) {
      without.inLibrary += 1;
      // A photo that is gone with its drive has no place for a sidecar.
    } else if (!existsSync(photo.path)) {
      without.missing += 1;
    } else {
      const path = await sidecarOf(photo.path, folders);
      const isWritten = await attempt(path, () =>
        writeSidecar(path, photo, `${library}-${String(revision)}`, { db, refused, chosen }),
      );
      if (!isWritten) continue;
      known.set(id, revision);
      count += 1;
    }
  }
  for (const { path } of listRemovedPhotos(db, { offset: 0, limit: Number.MAX_SAFE_INTEGER })) {
    if (isStopped()) break;
    if (!isIn(path, folder) && isWanted(path) && findPhotoByPath(db, path) === undefined) {
      const sidecar = await sidecarOf(path, folders);
      await attempt(sidecar, () => clearSidecar(sidecar, chosen, library));
    }
  }
  return { count, without, problem: describe() };
}

async function writeSidecar(
  path: string,
  photo: Photo,
  state: string,
  { db, refused, chosen }: Pick<WriteParts, 'db' | 'refused'> & { readonly chosen: string | null },
): Promise<void> {
  await changeSidecar(path, chosen, async (before) => {
    const key = `${state} ${createHash('sha256')
      .update(before ?? '')
      .digest('hex')}`;
    const earlier = refused.get(key);
    if (earlier !== undefined) throw earlier;
    const orientation = await exifOrientation(photo.path);
    const { turn, languages } = photo;
    try {
      if (before !== null && stateOf(before) === state) return before;
      return sidecarWithWords(before, {
        page: pageOf(photo, listWords(db, photo.id), false),
        turn,
        orientation,
        languages: languages === null ? [] : noticedLanguages(languages).map((name) => languageCodes[name]),
        state,
      });
    } catch (thrown) {
      if (thrown instanceof InkdexError) refused.set(key, thrown);
      throw thrown;
    }
  });
}

/** Takes the words of a removed photo out of its sidecar, and deletes it if nothing else was in it. */
async function clearSidecar(path: string, chosen: string | null, library: string): Promise<void> {
  await changeSidecar(path, chosen, (before) => {
    const isOurs = before !== null && stateOf(before)?.startsWith(`${library}-`) === true;
    return Promise.resolve(isOurs ? sidecarWithoutWords(before) : before);
  });
}
