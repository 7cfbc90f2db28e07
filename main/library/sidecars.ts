import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Serves } from '../../shared/contract/contract.ts';
import type { followerCalls } from '../../shared/contract/library.ts';
import { languageCodes, noticedLanguages } from '../../shared/contract/pageLanguage.ts';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError, failureOf } from '../../shared/result.ts';
import { formatCount } from '../../shared/text.ts';
import { exifOrientation } from '../exchange/photos/exifOrientation.ts';
import { pageOf } from '../exchange/photos/photoPage.ts';
import { sidecarWithoutWords, sidecarWithWords, stateOf } from '../exchange/photos/xmp.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { isIn } from '../store/photos/paths.ts';
import { findPhoto, findPhotoByPath, listReadRevisions } from '../store/photos/photos.ts';
import { listRemovedPhotos } from '../store/photos/removedPhotos.ts';
import { listWords } from '../store/words/words.ts';
import { createFollower, requireFolder, type FollowerParts, type Written } from './follower.ts';

export interface SidecarParts extends FollowerParts {
  /** Folder of the library. Photos inside it have no sidecars: no other program looks there. */
  readonly folder: string;
}

/** The value of the setting for sidecars beside all photos; any other is a folder. */
const allPhotos = 'all';
/** A larger file is no sidecar: words of a full page take some 100 kB. */
const largestBytes = 4 * 2 ** 20;

/**
 * Keeps the words of photos in XMP files beside them (`photo.jpg.xmp`), where digiKam, darktable, Immich and others look.
 * Photos are never touched; what others wrote into a sidecar stays.
 */
export function createSidecars(parts: SidecarParts, quietMs?: number) {
  // What this process has seen to be up to date: an unchanged library reads no file again.
  const known = new Map<PhotoId, number>();
  const { follower, current, choose } = createFollower(parts, {
    setting: 'sidecars',
    write: (beside, isStopped) => writeSidecars(beside, { ...parts, known, isStopped }),
    ...(quietMs === undefined ? {} : { quietMs }),
  });
  const answer = () => {
    const { chosen, count, problem } = current();
    const all = chosen === allPhotos;
    return { all, path: all ? null : chosen, sidecars: count, problem };
  };
  const calls = {
    sidecars: answer,
    async setSidecars({ all, path }) {
      parts.lock.require();
      const folder = path === null ? null : resolve(path);
      if (folder !== null) await requireFolder(folder);
      known.clear();
      choose(all ? allPhotos : folder);
      return answer();
    },
  } satisfies Serves<Pick<typeof followerCalls, 'sidecars' | 'setSidecars'>>;
  return { calls, ...follower };
}

interface WriteParts extends Pick<SidecarParts, 'db' | 'folder'> {
  readonly known: Map<PhotoId, number>;
  readonly isStopped: () => boolean;
}

/** Brings all sidecars up to date. One that cannot be written costs the others nothing. */
async function writeSidecars(beside: string, { db, folder, known, isStopped }: WriteParts): Promise<Written> {
  const library = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  const problems: string[] = [];
  const attempt = async (path: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (thrown) {
      problems.push(`${path}: ${failureOf(thrown).message}`);
      return false;
    }
  };
  const isWanted = (path: string): boolean =>
    !isIn(path, folder) && (beside === allPhotos || isIn(path, beside));
  let count = 0;
  for (const [id, revision] of listReadRevisions(db)) {
    if (isStopped()) break;
    const photo = known.get(id) === revision ? null : findPhoto(db, id);
    // A photo that is gone with its drive has no place for a sidecar.
    if (photo === undefined || (photo !== null && !(isWanted(photo.path) && existsSync(photo.path))))
      continue;
    const isWritten =
      photo === null ||
      (await attempt(sidecarOf(photo.path), async () => {
        await writeSidecar(photo, `${library}-${String(revision)}`, () => listWords(db, id));
      }));
    if (!isWritten) continue;
    known.set(id, revision);
    count += 1;
  }
  for (const { path } of listRemovedPhotos(db, { offset: 0, limit: Number.MAX_SAFE_INTEGER })) {
    if (isStopped()) break;
    if (isWanted(path) && findPhotoByPath(db, path) === undefined) {
      await attempt(sidecarOf(path), () => clearSidecar(path, library));
    }
  }
  return { count, problem: describeProblems(problems) };
}

function describeProblems(problems: readonly string[]): string | null {
  const [first] = problems;
  if (first === undefined) return null;
  const others = problems.length - 1;
  if (others === 0) return first;
  return `${first} ${formatCount(others)} more ${others === 1 ? 'sidecar has' : 'sidecars have'} problems.`;
}

function sidecarOf(path: string): string {
  return `${path}.xmp`;
}

async function writeSidecar(
  photo: Photo,
  state: string,
  words: () => ReturnType<typeof listWords>,
): Promise<void> {
  const path = sidecarOf(photo.path);
  const before = await readSidecar(path);
  if (before !== null && stateOf(before) === state) return;
  const text = sidecarWithWords(before, {
    ...pageOf(photo, words(), false),
    turn: photo.turn,
    orientation: await exifOrientation(photo.path),
    languages:
      photo.languages === null ? [] : noticedLanguages(photo.languages).map((name) => languageCodes[name]),
    state,
  });
  await writeWhole(path, [text], { makesFolders: false });
}

/** Takes the words of a removed photo out of its sidecar, and deletes it if nothing else was in it. */
async function clearSidecar(photo: string, library: string): Promise<void> {
  const path = sidecarOf(photo);
  const before = await readSidecar(path);
  if (before === null || stateOf(before)?.startsWith(`${library}-`) !== true) return;
  const text = sidecarWithoutWords(before);
  if (text === null) await rm(path);
  else await writeWhole(path, [text], { makesFolders: false });
}

async function readSidecar(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (found.size > largestBytes) throw new InkdexError('data-invalid', 'It is too large for a sidecar.');
  return await readFile(path, 'utf8');
}
