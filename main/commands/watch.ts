import { resolve } from 'node:path';
import { Argument } from 'commander';
import type { WatchedFolder } from '../../shared/contract/library.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { note, onInterrupt, printRow, type Listen } from './command.ts';
import { noteLeftOut } from './library.ts';
import { finding, flag } from './parameters.ts';
import { hearing, passes, type CommandTable, type Given, type Row } from './table.ts';

/** `inkdex watch`: folders whose new photos are imported on their own. */
export const watchCommands: CommandTable = {
  watch: 'list watched folders, watch a folder or stop watching it; import new photos as they arrive',
  'watch list': passes('listWatchedFolders', {
    about: 'list watched folders with their numbers of photos',
    rows: rowsOf,
  }),
  'watch add': passes('watchFolder', {
    about: 'watch a folder with its subfolders; the app and `watch run` import from it',
    takes: {
      path: finding(new Argument('<folder>', 'folder with photos'), (_at, path: string) => resolve(path)),
      onlyWriting: flag('--only-writing', 'read only photos that have writing by a first look'),
    },
    rows: rowsOf,
  }),
  'watch remove': passes('unwatchFolder', {
    about: 'stop watching a folder; its photos stay in the library',
    takes: {
      path: finding(
        new Argument('<folder>', 'folder, as listed by `inkdex watch list`'),
        ({ services }, folder: string) => watchedPath(services, resolve(folder)),
      ),
    },
    rows: rowsOf,
  }),
  'watch run': hearing(
    'jobChanged',
    'import and read new photos of watched folders until Ctrl-C',
    {},
    watchUntilStopped,
  ),
};

function watchedPath({ watching }: Services, path: string): string {
  if (watching.calls.listWatchedFolders().some((watched) => watched.path === path)) return path;
  throw new InkdexError(
    'not-found',
    `${path} is not watched. \`inkdex watch list\` lists the folders that are.`,
  );
}

async function watchUntilStopped(
  services: Services,
  { json }: Given<object>,
  listen: Listen<'jobChanged'>,
): Promise<void> {
  listen(({ state, title, done, failed, leftOut }) => {
    if (state !== 'done') return;
    printRow(json, { title, done, failed, leftOut }, `${title}\t${done} done, ${failed} failed`);
    noteLeftOut(leftOut);
  });
  const { watching } = services;
  const watched = watching.calls.listWatchedFolders();
  if (watched.length === 0) {
    throw new InkdexError('not-found', 'No folder is watched. Watch one with: inkdex watch add FOLDER');
  }
  // Refused if another process runs the library's jobs: nothing would be imported here.
  for (const { path } of watched) await watching.calls.watchFolder({ path });
  const { promise, resolve: stop } = Promise.withResolvers<undefined>();
  const unwatch = onInterrupt(() => {
    stop(undefined);
  });
  services.start();
  note(`Watching ${counted(watched.length, 'folder')}. Ctrl-C stops.`);
  // Nothing else keeps the process: watching does not.
  const waiting = setInterval(() => undefined, 60_000);
  await promise;
  clearInterval(waiting);
  unwatch();
}

function rowsOf(folders: readonly WatchedFolder[]): Row[] {
  return folders.map(({ path, photos, isThere, onlyWriting }) => {
    const notes = [...(isThere ? [] : ['not found']), ...(onlyWriting ? ['only with writing'] : [])];
    return [{ path, photos, isThere, onlyWriting }, [path, counted(photos, 'photo'), ...notes].join('\t')];
  });
}
