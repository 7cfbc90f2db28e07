import { Argument, Option } from 'commander';
import { z } from 'zod';
import { pageLanguageSchema, pageLanguages } from '../../shared/contract/pageLanguage.ts';
import { rotationSchema } from '../../shared/rotation.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { chosenPhotos, namedPhotos, photo, photos } from './choosePhotos.ts';
import { everyOne, idOf, tell, noteFailure, printRow } from './command.ts';
import { finding, flag, type At, type Parameter } from './parameters.ts';
import { onLibrary, passes, startsJob, type CommandTable } from './table.ts';
import { photoIdSchema, removedDays, type PhotoId, type RemovedPhoto } from '../../shared/contract/photo.ts';
import type { LibraryService } from '../services.ts';

const rotation = new Option('--by <degrees>', 'clockwise')
  .choices(['90', '180', '270'])
  .makeOptionMandatory();
const language = new Argument('<language>', 'auto finds it from the words').choices([
  ...pageLanguages,
  'auto',
]);

/** What is done with photos of the library. */
export const photoWorkCommands: CommandTable = {
  'photos read': startsJob(
    'read photos of the library again; confirmed words stay as they are',
    {
      chosen: namedPhotos,
      waiting: flag('--waiting', 'all photos that are not read yet'),
      otherModels: flag('--other-models', 'all photos that were read by other models than those in use'),
    },
    'There is nothing to read.',
    (services, { chosen, waiting, otherModels, command }) => {
      const { reading } = services;
      if (otherModels) return reading.calls.readWithModelsInUse();
      return reading.calls.readPhotos({ photos: waiting ? [] : chosenPhotos(services, chosen, command) });
    },
  ),
  'photos rotate': passes('rotatePhotos', {
    about: 'rotate photos clockwise with their words, and read them again',
    takes: {
      photos,
      by: finding(rotation, (_at, by: string) => rotationSchema.parse(Number(by))),
    },
    follows: 'Rotated. These photos had not been read, so they are not read again.',
  }),
  'photos language': passes('chooseLanguage', {
    about: 'choose the language in which a photo is read, and read it again',
    takes: {
      photo,
      language: finding(language, (_at, wanted: string) =>
        wanted === 'auto' ? null : pageLanguageSchema.parse(wanted),
      ),
    },
    follows: 'Nothing is read again: the photo had not been read, or this was its language already.',
  }),
  'photos lines': passes('findLines', {
    about: 'find the lines of a photo with a trained line finder',
    takes: { photo },
    rows(found) {
      if (found !== null)
        return found.lines.map((box) => [{ box }, box.map((side) => side.toFixed(0)).join('\t')]);
      throw new InkdexError(
        'model-unknown',
        'There is no line finder yet. Train one with: inkdex train --dataset VERSION --network fcn-lines',
      );
    },
  }),
};

const failureId = idOf(z.number().int().positive(), 'a failed file', 'inkdex photos failures');
/** Without ids: all. */
const failures: Parameter<number[]> = {
  given: [
    new Argument('[failure...]', 'ids as listed by `inkdex photos failures`; without ids: all').argParser(
      (text, before: readonly number[] | undefined) => [...(before ?? []), failureId(text)],
    ),
  ],
  value: ({ services }: At, ids: number[]) =>
    ids.length > 0 ? ids : services.library.calls.listFailures().map(({ id }) => id),
};

/** `inkdex photos failures`: the files that could not be imported. */
export const failureCommands: CommandTable = {
  'photos failures': passes('listFailures', {
    about: 'list the files that could not be imported; retry or dismiss them',
    rows: (failed) =>
      failed.map(({ id, path, error, failedAt }) => [
        { failure: id, path, error, failedAt },
        `${id}\t${error.message}\t${path}`,
      ]),
  }),
  'photos failures retry': startsJob(
    'import failed files again',
    { failures },
    'No file has failed.',
    ({ library }, { failures: asked }) =>
      asked.length === 0 ? null : library.calls.retryFailures({ failures: asked }),
  ),
  'photos failures dismiss': onLibrary(
    'take failed files off the list',
    { failures },
    ({ library }, { failures: asked, json }) => {
      if (asked.length > 0) library.calls.dismissFailures({ failures: asked });
      tell(json, { dismissed: asked.length }, `${counted(asked.length, 'failed file')} dismissed.`);
    },
  ),
};

/** Null for all. Wrong usage if nothing is named. */
const removed: Parameter<PhotoId[] | null> = {
  given: [
    new Argument('[photo...]', 'removed photos: paths, or ids as listed by `inkdex photos removed`'),
    new Option('--all', 'all removed photos'),
  ],
  async value({ services, command }: At, named: string[], isAll = false) {
    if (isAll) return null;
    if (named.length === 0) command.error('error: expected photos, or --all');
    const every: RemovedPhoto[] = [];
    for await (const each of everyRemoved(services.library)) every.push(each);
    return named.map((name) => {
      const found = every.find(({ id, path }) => path === name || String(id) === name);
      if (found !== undefined) return photoIdSchema.parse(found.id);
      throw new InkdexError(
        'not-found',
        `There is no removed photo ${name}. \`inkdex photos removed\` lists those that can be restored.`,
      );
    });
  },
};

export const removedPhotoCommands: CommandTable = {
  'photos remove': passes('removePhotos', {
    about: `remove photos from the library; they can be restored for ${removedDays} days`,
    takes: { photos },
    tells: (count, args) => [
      { removed: count, photos: args.photos },
      `${counted(count, 'photo')} removed. To restore them, run: inkdex photos restore`,
    ],
  }),
  'photos removed': onLibrary(
    'list the removed photos that can be restored, latest first',
    {},
    async ({ library }, { json }) => {
      for await (const { id, path, removedAt, words, confirmed } of everyRemoved(library)) {
        const line = `${id}\t${removedAt}\t${counted(words, 'word')}\t${path}`;
        printRow(json, { photo: id, path, removedAt, words, confirmed }, line);
      }
    },
  ),
  'photos restore': passes('restorePhotos', {
    about: 'put removed photos back, with their words and history',
    takes: { photos: removed },
    prints({ back, left }, { json }) {
      tell(json, { restored: back, left }, `${counted(back, 'photo')} restored.`);
      if (left === 0) return;
      const why = `${counted(left, 'photo')} cannot be restored, because the library has them again.`;
      noteFailure(new InkdexError('conflict', why));
    },
  }),
  'photos delete': passes('forgetRemoved', {
    about: 'delete removed photos permanently; their files stay where they are',
    takes: { photos: removed },
    tells: (deleted) => [{ deleted }, `${counted(deleted, 'photo')} deleted permanently.`],
  }),
};

function everyRemoved(library: LibraryService): AsyncGenerator<RemovedPhoto> {
  return everyOne((page) => library.calls.listRemoved(page).photos);
}
