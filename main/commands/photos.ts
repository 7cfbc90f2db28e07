import { resolve } from 'node:path';
import { Option } from 'commander';
import type { CallArgs } from '../../shared/contract/contract.ts';
import { favouritesId, namedKindSchema, type CollectionKind } from '../../shared/contract/collection.ts';
import { photoSortSchema, photoStatusSchema, type Photo } from '../../shared/contract/photo.ts';
import type { Word } from '../../shared/contract/word.ts';
import { counted } from '../../shared/text.ts';
import { linesOfWords, textOfWords } from '../../shared/page/page.ts';
import type { Services } from '../services.ts';
import { photo } from './choosePhotos.ts';
import { requireCollection } from './collections.ts';
import { everyOne, note, print, printJson, printRow } from './command.ts';
import { asGiven, choice, flag, option } from './parameters.ts';
import { failureCommands, photoWorkCommands, removedPhotoCommands } from './photoWork.ts';
import { onLibrary, passes, type CommandTable, type Given } from './table.ts';

const pageSize = 500;

const filters = {
  status: choice('--status <status>', 'only with this status', photoStatusSchema.options),
  folder: option('--folder <folder>', 'only in this folder and its subfolders'),
  album: asGiven<string | undefined>(
    new Option('--album <name>', 'only of this album').conflicts(['tag', 'favourites']),
  ),
  tag: asGiven<string | undefined>(new Option('--tag <name>', 'only with this tag').conflicts('favourites')),
  favourites: flag('--favourites', 'only favourites'),
  sort: choice('--sort <order>', 'order of the photos', photoSortSchema.options, 'taken'),
};
type Filters = Given<typeof filters>;

/** `inkdex photos`: what the library holds, and what can be done with it. */
export const photoCommands: CommandTable = {
  photos: onLibrary(
    'list the photos in the library; show, read, rotate, remove or restore some',
    filters,
    listPhotos,
  ),
  'photos show': passes('getPhoto', {
    about: 'show a photo with its words, in pixels of the rotated photo',
    takes: { photo },
    prints({ photo: shown, words }, { json }) {
      if (json) printJson({ ...photoLine(shown), turn: shown.turn, words: words.map(wordLine) });
      else printText(words);
    },
  }),
  ...photoWorkCommands,
  'photos similar': passes('similarPhotos', {
    about: 'list photos that show nearly the same picture, the best of each group first',
    usual: { limit: pageSize },
    rows: ({ groups }) =>
      groups.map((group) => [
        { photos: group.map(({ id, path }) => ({ photo: id, path })) },
        group.map(({ path }) => path).join('\t'),
      ]),
  }),
  ...removedPhotoCommands,
  ...failureCommands,
};

async function listPhotos(services: Services, given: Filters): Promise<void> {
  const { library } = services;
  const filter = filterOf(services, given);
  const every = everyOne((page) => library.calls.listPhotos({ ...page, ...filter }).photos);
  for await (const each of every) {
    printRow(given.json, photoLine(each), `${each.status}\t${counted(each.wordCount, 'word')}\t${each.path}`);
  }
  const isEverything = filter.status === null && filter.folder === null && filter.collection === null;
  if (!isEverything) return;
  for (const { path, error } of library.calls.listFailures()) {
    printRow(given.json, { photo: null, path, status: 'failed', error }, `failed\t${error.message}\t${path}`);
  }
  const { photos, words, failures } = library.info();
  note(`${counted(photos, 'photo')}, ${counted(words, 'word')}, ${counted(failures, 'failed file')}.`);
}

type PhotoFilter = CallArgs<'listPhotoIds'>;

function filterOf(services: Services, { status, folder, favourites, sort, ...named }: Filters) {
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

/** A word of the library, as `--json` prints it. */
export function wordLine(word: Word): object {
  const { id, box, quad, polygon, line, text, confidence, alternatives, mark, source } = word;
  const place = { box, quad, ...(polygon !== null && { polygon }), line };
  return { word: id, ...place, text, confidence, alternatives, mark, confirmed: source === 'human' };
}

function printText(words: readonly Word[]): void {
  for (const line of linesOfWords(words)) print(textOfWords(line));
}
