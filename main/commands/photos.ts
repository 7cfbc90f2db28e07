import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { CallArgs } from '../../shared/contract/contract.ts';
import { favouritesId, namedKindSchema, type CollectionKind } from '../../shared/contract/collection.ts';
import { photoSortSchema, photoStatusSchema, type Photo } from '../../shared/contract/photo.ts';
import type { Word } from '../../shared/contract/word.ts';
import { counted } from '../../shared/text.ts';
import type { LibraryService, Services } from '../services.ts';
import { photoNamed, photoText } from './choosePhotos.ts';
import { requireCollection } from './collections.ts';
import { dataCommand, note, print, printJson } from './command.ts';
import {
  failuresCommand,
  languageCommand,
  linesCommand,
  readAgainCommand,
  rotateCommand,
} from './photoWork.ts';
import { deleteCommand, removeCommand, removedCommand, restoreCommand } from './removedPhotos.ts';

const pageSize = 500;

const filterShape = {
  status: photoStatusSchema.optional(),
  folder: z.string().optional(),
  album: z.string().optional(),
  tag: z.string().optional(),
  favourites: z.boolean().default(false),
  sort: photoSortSchema,
};
type Filter = z.infer<z.ZodObject<typeof filterShape>>;

/** `inkdex photos`: what the library holds, and what can be done with it. */
export function photosCommand(): Command {
  return dataCommand('photos', 'list the photos in the library; show, read, rotate, remove or restore some')
    .choice('--status <status>', 'only with this status', photoStatusSchema.options)
    .option('--folder <folder>', 'only in this folder and its subfolders')
    .addOption(new Option('--album <name>', 'only of this album').conflicts(['tag', 'favourites']))
    .addOption(new Option('--tag <name>', 'only with this tag').conflicts('favourites'))
    .option('--favourites', 'only favourites')
    .choice('--sort <order>', 'order of the photos', photoSortSchema.options, 'taken')
    .onLibrary(filterShape, (services, options) => {
      listPhotos(services, options);
    })
    .addCommand(showCommand())
    .addCommand(readAgainCommand())
    .addCommand(rotateCommand())
    .addCommand(languageCommand())
    .addCommand(linesCommand())
    .addCommand(similarCommand())
    .addCommand(removeCommand())
    .addCommand(removedCommand())
    .addCommand(restoreCommand())
    .addCommand(deleteCommand())
    .addCommand(failuresCommand());
}

function listPhotos(services: Services, options: Filter & { readonly json: boolean }): void {
  const { library } = services;
  const filter = filterOf(services, options);
  for (const photo of everyPhoto(library, filter)) {
    if (options.json) printJson(photoLine(photo));
    else print(`${photo.status}\t${counted(photo.wordCount, 'word')}\t${photo.path}`);
  }
  const isEverything = filter.status === null && filter.folder === null && filter.collection === null;
  if (!isEverything) return;
  for (const { path, error } of library.listFailures()) {
    if (options.json) printJson({ photo: null, path, status: 'failed', error });
    else print(`failed\t${error.message}\t${path}`);
  }
  const { photos, words, failures } = library.info();
  note(`${counted(photos, 'photo')}, ${counted(words, 'word')}, ${counted(failures, 'failed file')}.`);
}

type PhotoFilter = CallArgs<'listPhotoIds'>;

function filterOf(services: Services, { status, folder, favourites, sort, ...named }: Filter) {
  const [collection] = namedKindSchema.options.flatMap((kind) => {
    const name = named[kind];
    return name === undefined ? [] : [requireCollection(services, kind, name).id];
  });
  return {
    status: status ?? null,
    folder: folder === undefined ? null : resolve(folder),
    collection: favourites ? favouritesId : (collection ?? null),
    sort,
  } satisfies PhotoFilter;
}

function* everyPhoto(library: LibraryService, filter: PhotoFilter): Generator<Photo> {
  for (let offset = 0; ; offset += pageSize) {
    const { photos } = library.listPhotos({ offset, limit: pageSize, ...filter });
    yield* photos;
    if (photos.length < pageSize) return;
  }
}

function photoLine({
  id,
  path,
  sha256,
  width,
  height,
  takenAt,
  addedAt,
  status,
  wordCount,
  error,
  collections,
  missing,
  pictures,
}: Photo): object {
  const named = (kind: CollectionKind) =>
    collections.flatMap((each) => (each.kind === kind ? [each.name] : []));
  const known = {
    ...{ photo: id, path, sha256, status, words: wordCount, width, height, takenAt, addedAt },
    ...{ favourite: named('favourites').length > 0, albums: named('album'), tags: named('tag') },
  };
  const ofFile = { ...(missing > 0 && { missing }), ...(pictures > 1 && { pictures }) };
  return { ...known, ...ofFile, ...(error !== null && { error }) };
}

function showCommand(): Command {
  return dataCommand('show', 'show a photo with its words, in pixels of the rotated photo')
    .argument('<photo>', photoText)
    .onLibrary({}, ({ library }, options, name: string) => {
      const { photo, words } = library.getPhoto({ photo: photoNamed(library, name) });
      if (options.json)
        printJson({ ...photoLine(photo), turn: photo.turn, words: words.map((word) => wordLine(word)) });
      else printText(words);
    });
}

/** A word of the library, as `--json` prints it. */
export function wordLine(word: Word): object {
  const { id, box, quad, polygon, line, text, confidence, alternatives, mark, source } = word;
  const place = { box, quad, ...(polygon !== null && { polygon }), line };
  return { word: id, ...place, text, confidence, alternatives, mark, confirmed: source === 'human' };
}

function printText(words: readonly Word[]): void {
  for (const line of Map.groupBy(words, (word) => word.line).values()) {
    print(line.map(({ text }) => text).join(' '));
  }
}

function similarCommand(): Command {
  return dataCommand(
    'similar',
    'list photos that show nearly the same picture, the best of each group first',
  ).onLibrary({}, ({ search }, options) => {
    const { groups } = search.similarPhotos({ limit: pageSize });
    for (const group of groups) {
      if (options.json) printJson({ photos: group.map(({ id, path }) => ({ photo: id, path })) });
      else print(group.map(({ path }) => path).join('\t'));
    }
  });
}
