import { Argument, Option, type Command } from 'commander';
import { photoIdSchema, type PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Services } from '../services.ts';
import { finding, type At, type Parameter } from './parameters.ts';

/** Photos that a command works on: by path, by id, or by a search. */

/** Help for an argument that names a photo. */
export const photoText = 'photo of the library: its path, or its id as listed by `inkdex photos --json`';

export const photo = finding(new Argument('<photo>', photoText), ({ services }, name: string) =>
  photoNamed(services.library, name),
);

/** The named photos, then those that a search finds; the names and the query. */
const namedAndSearched = [
  new Argument('[photo...]', 'photos of the library: paths, or ids as listed by `inkdex photos --json`'),
  new Option('--search <query>', 'the likely results of a search; a folder is folder:"notes 2024"'),
];

export const namedPhotos = {
  given: namedAndSearched,
  value: (_at: At, named: string[], search?: string) => ({ named, search }),
} satisfies Parameter;

/** Wrong usage if there is neither a photo nor a search. */
export const photos: Parameter<PhotoId[]> = {
  given: namedAndSearched,
  value: ({ services, command }: At, named: string[], search?: string) =>
    chosenPhotos(services, { named, search }, command),
};

/**
 * The named photos, then those that the search finds; wrong usage if there is neither.
 *
 * @throws InkdexError `not-found` for a path or id of no photo, or a search without results
 */
export function chosenPhotos(
  services: Services,
  { named, search }: { readonly named: readonly string[]; readonly search?: string | undefined },
  command: Command,
): PhotoId[] {
  if (named.length === 0 && search === undefined) command.error('error: expected photos, or --search');
  const chosen = named.map((name) => photoNamed(services.library, name));
  if (search !== undefined) chosen.push(...services.search.listLikely(search));
  if (chosen.length > 0) return chosen;
  throw new InkdexError('not-found', `No photo is a likely result of the search ${search ?? ''}.`);
}

/** @throws InkdexError `not-found` for a path or id of no photo */
export function photoNamed(library: Pick<Services['library'], 'photoAt' | 'calls'>, name: string): PhotoId {
  const at = library.photoAt(name)?.id;
  if (at !== undefined) return at;
  const id = /^\d+$/u.test(name) ? photoIdSchema.safeParse(Number(name)).data : undefined;
  if (id !== undefined && library.calls.listPhotoIds({ status: null }).includes(id)) return id;
  throw new InkdexError(
    'not-found',
    `There is no photo ${name} in this library. \`inkdex photos\` lists them.`,
  );
}
