import type { Command } from 'commander';
import { z } from 'zod';
import { photoIdSchema, removedDays, type PhotoId, type RemovedPhoto } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import type { LibraryService } from '../services.ts';
import { chosenPhotos, photoShape, withPhotos } from './choosePhotos.ts';
import { dataCommand, note, noteFailure, print, printJson, tell } from './command.ts';

export function removeCommand(): Command {
  return withPhotos(
    dataCommand('remove', `remove photos from the library; they can be restored for ${removedDays} days`),
  ).onLibrary(photoShape, async (services, options, named: string[], _given, command: Command) => {
    const chosen = chosenPhotos(services, named, options, command);
    const removed = await services.library.removePhotos({ photos: chosen });
    if (options.json) printJson({ removed, photos: chosen });
    else note(`${counted(removed, 'photo')} removed. To restore them, run: inkdex photos restore`);
  });
}

export function removedCommand(): Command {
  return dataCommand('removed', 'list the removed photos that can be restored, latest first').onLibrary(
    {},
    ({ library }, options) => {
      for (const photo of everyRemoved(library)) printRemoved(photo, options.json);
    },
  );
}

function printRemoved({ id, path, removedAt, words, confirmed }: RemovedPhoto, json: boolean): void {
  if (json) printJson({ photo: id, path, removedAt, words, confirmed });
  else print(`${id}\t${removedAt}\t${counted(words, 'word')}\t${path}`);
}

const allShape = { all: z.boolean().default(false) };
const removedText = 'removed photos: paths, or ids as listed by `inkdex photos removed`';

export function restoreCommand(): Command {
  return dataCommand('restore', 'put removed photos back, with their words and history')
    .argument('[photo...]', removedText)
    .option('--all', 'all removed photos')
    .onLibrary(allShape, async ({ library }, options, named: string[], _given, command: Command) => {
      const photos = chosenRemoved(library, named, options.all, command);
      const { back, left } = await library.restorePhotos({ photos });
      tell(options.json, { restored: back, left }, `${counted(back, 'photo')} restored.`);
      if (left === 0) return;
      const why = `${counted(left, 'photo')} cannot be restored, because the library has them again.`;
      noteFailure(new InkdexError('conflict', why));
    });
}

export function deleteCommand(): Command {
  return dataCommand('delete', 'delete removed photos permanently; their files stay where they are')
    .argument('[photo...]', removedText)
    .option('--all', 'all removed photos')
    .onLibrary(allShape, ({ library }, options, named: string[], _given, command: Command) => {
      const photos = chosenRemoved(library, named, options.all, command);
      const deleted = library.forgetRemoved({ photos });
      tell(options.json, { deleted }, `${counted(deleted, 'photo')} deleted permanently.`);
    });
}

/** Null for all. Wrong usage if nothing is named. */
function chosenRemoved(
  library: LibraryService,
  named: readonly string[],
  isAll: boolean,
  command: Command,
): PhotoId[] | null {
  if (isAll) return null;
  if (named.length === 0) command.error('error: expected photos, or --all');
  const removed = [...everyRemoved(library)];
  return named.map((name) => {
    const found = removed.find(({ id, path }) => path === name || String(id) === name);
    if (found !== undefined) return photoIdSchema.parse(found.id);
    throw new InkdexError(
      'not-found',
      `There is no removed photo ${name}. \`inkdex photos removed\` lists those that can be restored.`,
    );
  });
}

const pageSize = 500;

function* everyRemoved(library: LibraryService): Generator<RemovedPhoto> {
  for (let offset = 0; ; offset += pageSize) {
    const { photos } = library.listRemoved({ offset, limit: pageSize });
    yield* photos;
    if (photos.length < pageSize) return;
  }
}
