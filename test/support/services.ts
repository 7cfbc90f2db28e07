import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { openLibrary } from '../../main/store/library/open.ts';
import { openServices, type FileOutcome, type OpenOptions, type Services } from '../../main/services.ts';
import type { EventName } from '../../shared/contract/contract.ts';
import type { Job } from '../../shared/contract/job.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { readerWith, writeModels } from './worker.ts';
import { pageOf, temporaryFolder } from './library.ts';

/** A small picture, another one for each `shade` from 0 to 12. */
export async function writePhoto(folder: string, name: string, shade = 5): Promise<string> {
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true });
  const picture = sharp({
    create: { width: 64, height: 48, channels: 3, background: { r: shade * 20, g: 90, b: 80 } },
  });
  writeFileSync(path, await picture.jpeg().toBuffer());
  return path;
}

export interface Opened {
  readonly services: Services;
  readonly events: EventName[];
  readonly library: string;
  readonly photos: string;
}

/**
 * Opens a library whose reader finds the file's name, without its extension, written on a photo.
 *
 * @param changes of how it is opened
 */
export async function openTestServices(
  calls: Parameters<typeof readerWith>[0] = () => ({}),
  folder = temporaryFolder(),
  changes: Partial<OpenOptions> = {},
): Promise<Opened> {
  const library = join(folder, 'library');
  const events: EventName[] = [];
  // A library with models but without a database counts as damaged.
  openLibrary(library).close();
  mkdirSync(join(library, 'models'), { recursive: true });
  writeModels(join(library, 'models'));
  const services = await openServices({
    library,
    announce: (name) => events.push(name),
    spawn: readerWith((crash) => ({
      read: ({ path }) => Promise.resolve(pageOf(basename(path).replace(/\.\w+$/u, ''))),
      ...calls(crash),
    })),
    ...changes,
  });
  services.start();
  onTestFinished(() => services.close());
  return { services, events, library, photos: join(folder, 'photos') };
}

export async function importAll(
  { library, jobs }: Services,
  paths: string[],
  read = true,
  allPictures = false,
): Promise<{ job: Job; files: FileOutcome[] }> {
  const files: FileOutcome[] = [];
  const job = await library.importPaths({ paths, read, allPictures }, (file) => files.push(file));
  return { job: await jobs.finished(job.id), files };
}

/** The whole of a list. */
export const everything = { offset: 0, limit: 500, status: null } as const;

/** The first photo of a library. */
export function firstPhoto({ library }: Services): Photo {
  const [photo] = library.calls.listPhotos(everything).photos;
  if (photo === undefined) throw new Error('The photo was not imported.');
  return photo;
}

export function names(services: Services): string[] {
  return services.library.calls
    .listPhotos({ offset: 0, limit: 500, status: null })
    .photos.map(({ name }) => name);
}
