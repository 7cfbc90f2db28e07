import { Command } from 'commander';
import { z } from 'zod';
import {
  favouritesId,
  longestCollectionName,
  type Collection,
  type CollectionId,
  type NamedKind,
} from '../../shared/contract/collection.ts';
import { collectionCalls } from '../../shared/contract/library.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted, foldText, normalizeText } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { chosenPhotos, photoShape, withPhotos } from './choosePhotos.ts';
import { dataCommand, optionsOf, withServices, printRow, tell } from './command.ts';

/** `inkdex album` or `inkdex tag`. */
export function collectionCommand(kind: NamedKind): Command {
  const list = dataCommand('list', `list ${kind}s with their numbers of photos`).onLibrary(
    {},
    ({ library }, options) => {
      for (const each of library.listCollections()) if (each.kind === kind) printOne(each, options.json);
    },
  );
  return new Command(kind)
    .description(
      `list, create, rename or delete ${kind}s; find their photos with \`inkdex search ${kind}:NAME\``,
    )
    .addCommand(list)
    .addCommand(addCommand(kind))
    .addCommand(takeOutCommand(kind))
    .addCommand(renameCommand(kind))
    .addCommand(deleteCommand(kind));
}

/** `inkdex favourite`. */
export function favouriteCommand(): Command {
  const change = (name: string, description: string, isIn: boolean): Command =>
    withPhotos(dataCommand(name, description)).onLibrary(
      photoShape,
      (services, options, named: string[], _given, command: Command) => {
        const photos = chosenPhotos(services, named, options, command);
        changePhotos(services, { id: favouritesId, photos, isIn }, options.json);
      },
    );
  return new Command('favourite')
    .description('mark photos as favourites; find them with `inkdex search is:favourite`')
    .addCommand(change('add', 'mark photos as favourites', true))
    .addCommand(change('remove', 'remove the mark', false));
}

function addCommand(kind: NamedKind): Command {
  return withPhotos(
    dataCommand('add', `add photos to the ${kind}; creates it if there is none with this name`).argument(
      '<name>',
      `1 to ${longestCollectionName} characters`,
    ),
  ).action(async (name: string, photos: string[], _options, command: Command) => {
    const options = optionsOf(command, photoShape);
    const args = collectionCalls.saveCollection.args.safeParse({ id: null, kind, name, photos: [] });
    if (args.error !== undefined) command.error(`error: ${z.prettifyError(args.error)}`);
    await withServices(options, (services) => {
      const found = chosenPhotos(services, photos, options, command);
      const known = named(services, kind, args.data.name);
      const id = known?.id ?? services.library.saveCollection(args.data).id;
      changePhotos(services, { id, photos: found, isIn: true }, options.json);
    });
  });
}

function takeOutCommand(kind: NamedKind): Command {
  return withPhotos(
    dataCommand('remove', `remove photos from the ${kind}; they stay in the library`).argument(
      '<name>',
      nameText(kind),
    ),
  ).onLibrary(photoShape, (services, options, name: string, named: string[], _given, command: Command) => {
    const { id } = requireCollection(services, kind, name);
    const photos = chosenPhotos(services, named, options, command);
    changePhotos(services, { id, photos, isIn: false }, options.json);
  });
}

function renameCommand(kind: NamedKind): Command {
  return dataCommand('rename', `rename the ${kind}`)
    .argument('<name>', nameText(kind))
    .argument('<new-name>', `1 to ${longestCollectionName} characters`)
    .onLibrary({}, (services, options, name: string, newName: string, _given, command: Command) => {
      const { id } = requireCollection(services, kind, name);
      const args = collectionCalls.saveCollection.args.safeParse({ id, kind, name: newName, photos: [] });
      if (args.error !== undefined) command.error(`error: ${z.prettifyError(args.error)}`);
      printOne(services.library.saveCollection(args.data), options.json);
    });
}

function deleteCommand(kind: NamedKind): Command {
  return dataCommand('delete', `delete the ${kind}; its photos stay in the library`)
    .argument('<name>', nameText(kind))
    .onLibrary({}, (services, options, name: string) => {
      const found = requireCollection(services, kind, name);
      services.library.deleteCollection({ id: found.id });
      const left = `${counted(found.photos, 'photo')} stay in the library.`;
      tell(options.json, found, `The ${kind} “${found.name}” is deleted. ${left}`);
    });
}

const nameText = (kind: NamedKind): string =>
  `name of the ${kind}, or its id, as listed by \`inkdex ${kind} list\``;

function changePhotos(
  { library }: Services,
  change: { readonly id: CollectionId; readonly photos: PhotoId[]; readonly isIn: boolean },
  isJson: boolean,
): void {
  const changed = library.changeCollection(change);
  const after = library.listCollections().find(({ id }) => id === change.id);
  if (after === undefined) return;
  const said = `${counted(changed.length, 'photo')} ${change.isIn ? 'added to' : 'removed from'}`;
  tell(isJson, { ...after, changed }, `${said} “${after.name}”.`);
}

function printOne({ id, name, photos }: Collection, isJson: boolean): void {
  printRow(isJson, { id, name, photos }, `${id}\t${name}\t${counted(photos, 'photo')}`);
}

function named({ library }: Services, kind: NamedKind, name: string): Collection | undefined {
  const all = library.listCollections().filter((each) => each.kind === kind);
  const wanted = normalizeText(name);
  return (
    all.find((each) => each.name === wanted) ??
    all.find((each) => foldText(each.name) === foldText(wanted)) ??
    all.find(({ id }) => String(id) === wanted)
  );
}

/** @throws InkdexError `not-found` */
export function requireCollection(services: Services, kind: NamedKind, name: string): Collection {
  const found = named(services, kind, name);
  if (found !== undefined) return found;
  const names = services.library
    .listCollections()
    .flatMap((each) => (each.kind === kind ? [`“${each.name}”`] : []));
  const there = names.length === 0 ? `There are no ${kind}s yet.` : `There are: ${names.join(', ')}.`;
  throw new InkdexError('not-found', `There is no ${kind} “${name}”. ${there}`);
}
