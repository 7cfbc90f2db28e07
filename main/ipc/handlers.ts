import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { CallArgs, ServedContract, Serves } from '../../shared/contract/contract.ts';
import type { sessionCalls } from '../../shared/contract/session.ts';
import type { updateCalls } from '../../shared/contract/update.ts';
import type { ChosenPaths, LibraryInfo, FolderListing } from '../../shared/contract/library.ts';
import { isImportName, isSystemName } from '../../shared/contract/photo.ts';
import { readFolder } from '../library/findPhotoFiles.ts';
import { logPath } from './logFile.ts';
import { measureStorage } from '../library/storage.ts';
import type { Services } from '../services.ts';

/** What differs between the desktop app and the browser. */
export interface EntryPoint {
  readonly kind: LibraryInfo['entryPoint'];
  readonly choosePaths: (args: CallArgs<'choosePaths'>) => Promise<ChosenPaths>;
  /** Selects a file in the platform's file manager; a browser cannot. */
  readonly showInFolder?: (path: string) => void;
  /**
   * Starts to drag files out of the window; a browser cannot.
   *
   * @param icon path of the JPEG under the pointer
   */
  readonly dragFiles?: (paths: readonly string[], icon: string) => void;
  /** Newer versions of a packaged desktop app. */
  readonly updates?: Serves<typeof updateCalls>;
}

/** The calls of all services for one entry point. A call without a service does not compile. */
export function handlers(services: Services, entryPoint: EntryPoint) {
  const { library, watching, jobs, reading, search, labels, models, datasets, training } = services;
  const { broker, tokens, sessions } = services;
  return {
    libraryInfo: (_args, caller) => ({ ...library.info(), entryPoint: entryPoint.kind, caller }),
    ...tokens.calls,
    ...browsers(sessions),
    ...(entryPoint.updates ?? noUpdates),
    async libraryStorage() {
      const log = logPath(services.folder);
      return { ...(await measureStorage(library.info().path)), log: existsSync(log) ? log : null };
    },
    showLog() {
      entryPoint.showInFolder?.(logPath(services.folder));
      return null;
    },
    showPhotoFile({ photo }) {
      entryPoint.showInFolder?.(library.calls.getPhoto({ photo }).photo.path);
      return null;
    },
    async dragPhotoFiles({ photos }) {
      const [first] = photos;
      if (first === undefined || entryPoint.dragFiles === undefined) return null;
      const paths = photos.map((photo) => library.calls.getPhoto({ photo }).photo.path);
      entryPoint.dragFiles(paths, (await library.picture('thumbnail', first)).path);
      return null;
    },
    choosePaths: entryPoint.choosePaths,
    listFolder,
    ...library.calls,
    ...watching.calls,
    ...jobs.calls,
    ...reading.calls,
    ...broker.calls,
    ...search.calls,
    ...labels.calls,
    ...models.calls,
    ...datasets.calls,
    ...training.calls,
  } satisfies ServedContract;
}

const none = () => null;
const noUpdates: Serves<typeof updateCalls> = {
  updates: none,
  setDailyUpdates: none,
  findUpdate: none,
  downloadUpdate: none,
  cancelUpdate: none,
  installUpdate: none,
  showUpdate: none,
};

/** Browsers that have signed in; none in a read-only library. */
function browsers(sessions: Services['sessions']) {
  return {
    listSessions: (_args, caller) => sessions?.list(caller) ?? [],
    endSession({ session }, caller) {
      sessions?.endOne(session, caller);
      return null;
    },
    endOtherSessions: (_args, caller) => sessions?.endOthers(caller) ?? 0,
  } satisfies Serves<typeof sessionCalls>;
}

type Entry = FolderListing['entries'][number];

/** The most files in a listing. The number of photos in it counts all of them. */
const namedFiles = 500;
const byName = new Intl.Collator(undefined, { numeric: true });

/**
 * Lists a folder of this machine, for a browser, which has no dialog for it: first folders, then photos (or all
 * files), without hidden ones. An empty path means the home folder.
 *
 * @throws InkdexError `file-missing`, `permission-denied`, `bad-arguments` for a file
 */
export async function listFolder({ path, what }: CallArgs<'listFolder'>): Promise<FolderListing> {
  const folder = resolve(path === '' ? homedir() : path);
  const names = (await readFolder(folder)).filter((name) => !isSystemName(name, folder));
  const entries = (await Promise.all(names.map((name) => entryOf(join(folder, name))))).filter(
    (entry) => entry !== null,
  );
  entries.sort((a, b) => byName.compare(a.name, b.name));
  const folders = entries.filter(({ kind }) => kind === 'folder');
  const photos = entries.filter(({ kind }) => kind === 'photo');
  const files = what === 'photos' ? photos : entries.filter(({ kind }) => kind !== 'folder');
  const parent = dirname(folder);
  return {
    path: folder,
    parent: parent === folder ? null : parent,
    entries: [...folders, ...files.slice(0, namedFiles)],
    photos: photos.length,
  };
}

/** Null for anything that is neither a folder nor a file, such as a socket or a broken link. */
async function entryOf(path: string): Promise<Entry | null> {
  const name = basename(path);
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (found.isDirectory()) return { name, path, kind: 'folder' };
  if (!found.isFile()) return null;
  return { name, path, kind: isImportName(name) ? 'photo' : 'file' };
}
