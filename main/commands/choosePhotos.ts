import type { Command } from 'commander';
import { z } from 'zod';
import { photoIdSchema, type PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Services } from '../services.ts';

/** Photos that a command works on: by path, by id, or by a search. */

/** Help for an argument that names a photo. */
export const photoText = 'photo of the library: its path, or its id as listed by `inkdex photos --json`';

export const photoShape = { search: z.string().optional() };

export function withPhotos<Of extends Command>(command: Of): Of {
  return command
    .argument('[photo...]', 'photos of the library: paths, or ids as listed by `inkdex photos --json`')
    .option('--search <query>', 'the likely results of a search; a folder is folder:"notes 2024"');
}

/**
 * The named photos, then those that the search finds; wrong usage if there is neither.
 *
 * @throws InkdexError `not-found` for a path or id of no photo, or a search without results
 */
export function chosenPhotos(
  services: Services,
  named: readonly string[],
  options: { readonly search?: string | undefined },
  command: Command,
): PhotoId[] {
  if (named.length === 0 && options.search === undefined)
    command.error('error: expected photos, or --search');
  const photos = named.map((name) => photoNamed(services.library, name));
  if (options.search !== undefined) photos.push(...services.search.listLikely(options.search));
  if (photos.length > 0) return photos;
  throw new InkdexError('not-found', `No photo is a likely result of the search ${options.search ?? ''}.`);
}

/** @throws InkdexError `not-found` for a path or id of no photo */
export function photoNamed(
  library: Pick<Services['library'], 'photoAt' | 'listPhotoIds'>,
  name: string,
): PhotoId {
  const at = library.photoAt(name)?.id;
  if (at !== undefined) return at;
  const id = /^\d+$/u.test(name) ? photoIdSchema.safeParse(Number(name)).data : undefined;
  if (id !== undefined && library.listPhotoIds({ status: null }).includes(id)) return id;
  throw new InkdexError(
    'not-found',
    `There is no photo ${name} in this library. \`inkdex photos\` lists them.`,
  );
}
