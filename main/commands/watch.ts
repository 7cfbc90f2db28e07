import { resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import type { WatchedFolder } from '../../shared/contract/library.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { noteLeftOut } from './library.ts';
import { dataCommand, following, note, onInterrupt, optionsOf, printRow } from './command.ts';

/** `inkdex watch`: folders whose new photos are imported on their own. */
export function watchCommand(): Command {
  return new Command('watch')
    .description('list watched folders, watch a folder or stop watching it; import new photos as they arrive')
    .addCommand(listCommand())
    .addCommand(addCommand())
    .addCommand(removeCommand())
    .addCommand(runCommand());
}

function listCommand(): Command {
  return dataCommand('list', 'list watched folders with their numbers of photos').onLibrary(
    {},
    ({ watching }, options) => {
      printFolders(watching.listWatchedFolders(), options.json);
    },
  );
}

function addCommand(): Command {
  return dataCommand('add', 'watch a folder with its subfolders; the app and `watch run` import from it')
    .argument('<folder>', 'folder with photos')
    .option('--only-writing', 'read only photos that have writing by a first look')
    .onLibrary(
      { onlyWriting: z.boolean().default(false) },
      async ({ watching }, { json, onlyWriting }, folder: string) => {
        printFolders(await watching.watchFolder({ path: resolve(folder), onlyWriting }), json);
      },
    );
}

function removeCommand(): Command {
  return dataCommand('remove', 'stop watching a folder; its photos stay in the library')
    .argument('<folder>', 'folder, as listed by `inkdex watch list`')
    .onLibrary({}, ({ watching }, options, folder: string) => {
      const path = resolve(folder);
      if (!watching.listWatchedFolders().some((watched) => watched.path === path)) {
        throw new InkdexError(
          'not-found',
          `${path} is not watched. \`inkdex watch list\` lists the folders that are.`,
        );
      }
      printFolders(watching.unwatchFolder({ path }), options.json);
    });
}

function runCommand(): Command {
  return dataCommand('run', 'import and read new photos of watched folders until Ctrl-C').action(
    async (_options, command: Command) => {
      const options = optionsOf(command, {});
      await following(options, 'jobChanged', async (services, listen) => {
        listen(({ state, title, done, failed, leftOut }) => {
          if (state !== 'done') return;
          const line = `${title}\t${done} done, ${failed} failed`;
          printRow(options.json, { title, done, failed, leftOut }, line);
          noteLeftOut(leftOut);
        });
        const { watching } = services;
        const watched = watching.listWatchedFolders();
        if (watched.length === 0) {
          throw new InkdexError('not-found', 'No folder is watched. Watch one with: inkdex watch add FOLDER');
        }
        // Refused if another process runs the library's jobs: nothing would be imported here.
        for (const { path } of watched) await watching.watchFolder({ path });
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
      });
    },
  );
}

function printFolders(folders: readonly WatchedFolder[], json: boolean): void {
  for (const { path, photos, isThere, onlyWriting } of folders) {
    const notes = [...(isThere ? [] : ['not found']), ...(onlyWriting ? ['only with writing'] : [])];
    const line = [path, counted(photos, 'photo'), ...notes].join('\t');
    printRow(json, { path, photos, isThere, onlyWriting }, line);
  }
}
