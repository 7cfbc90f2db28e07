import type { Command } from 'commander';
import type { Photo } from '../../shared/contract/photo.ts';
import { counted } from '../../shared/text.ts';
import type { LibraryJourney } from '../services.ts';
import { dataCommand, note, optionsOf, print, printJson, withServices } from './command.ts';

const pageSize = 500;

export function photosCommand(): Command {
  return dataCommand('photos', 'list the photos in the library').action(
    async (_options, command: Command) => {
      const options = optionsOf(command, {});
      await withServices(options, ({ library }) => {
        for (const photo of everyPhoto(library)) {
          if (options.json) printJson(photoLine(photo));
          else print(`${photo.status}\t${counted(photo.wordCount, 'word')}\t${photo.path}`);
        }
        for (const { path, error } of library.listFailures()) {
          if (options.json) printJson({ photo: null, path, status: 'failed', error });
          else print(`failed\t${error.message}\t${path}`);
        }
        const { photos, words, failures } = library.info();
        note(`${counted(photos, 'photo')}, ${counted(words, 'word')}, ${counted(failures, 'failed file')}.`);
        return Promise.resolve();
      });
    },
  );
}

function* everyPhoto(library: LibraryJourney): Generator<Photo> {
  for (let offset = 0; ; offset += pageSize) {
    const { photos } = library.listPhotos({ offset, limit: pageSize, status: null });
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
}: Photo): object {
  const known = { photo: id, path, sha256, status, words: wordCount, width, height, takenAt, addedAt };
  return error === null ? known : { ...known, error };
}
