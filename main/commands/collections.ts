import { Argument } from 'commander';
import { prettifyError } from 'zod';
import {
  favouritesId,
  longestCollectionName,
  type Collection,
  type NamedKind,
} from '../../shared/contract/collection.ts';
import type { CallArgs } from '../../shared/contract/contract.ts';
import { collectionCalls } from '../../shared/contract/library.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted, foldText, normalizeText } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { photos } from './choosePhotos.ts';
import { tell } from './command.ts';
import { argument, finding, type Parameter } from './parameters.ts';
import { onLibrary, passes, type CommandTable, type Row } from './table.ts';

export const favouriteCommands: CommandTable = {
  favourite: 'mark photos as favourites; find them with `inkdex search is:favourite`',
  'favourite add': passes('changeCollection', {
    about: 'mark photos as favourites',
    takes: { photos },
    usual: { id: favouritesId, isIn: true },
    prints: printChange,
  }),
  'favourite remove': passes('changeCollection', {
    about: 'remove the mark',
    takes: { photos },
    usual: { id: favouritesId, isIn: false },
    prints: printChange,
  }),
};

/** `inkdex album` or `inkdex tag`. */
export function collectionCommands(kind: NamedKind): CommandTable {
  const known = finding(
    new Argument('<name>', `name of the ${kind}, or its id, as listed by \`inkdex ${kind} list\``),
    ({ services }, name: string) => requireCollection(services, kind, name),
  );
  const id: Parameter<Collection['id']> = {
    ...known,
    value: async (...given) => (await known.value(...given)).id,
  };
  const length = `1 to ${longestCollectionName} characters`;
  return {
    [kind]: `list, create, rename or delete ${kind}s; find their photos with \`inkdex search ${kind}:NAME\``,
    [`${kind} list`]: passes('listCollections', {
      about: `list ${kind}s with their numbers of photos`,
      rows: (all) => all.filter((each) => each.kind === kind).map(rowOf),
    }),
    [`${kind} add`]: onLibrary(
      `add photos to the ${kind}; creates it if there is none with this name`,
      { name: argument('<name>', length), photos },
      (services, { name, photos: added, json, command }) => {
        const asked = collectionCalls.saveCollection.args.safeParse({ id: null, kind, name, photos: [] });
        if (!asked.success) return command.error(`error: ${prettifyError(asked.error)}`);
        const { library } = services;
        const to = named(services, kind, asked.data.name)?.id ?? library.calls.saveCollection(asked.data).id;
        const args = { id: to, photos: added, isIn: true };
        printChange(library.calls.changeCollection(args), { services, args, json });
      },
    ),
    [`${kind} remove`]: passes('changeCollection', {
      about: `remove photos from the ${kind}; they stay in the library`,
      takes: { id, photos },
      usual: { isIn: false },
      prints: printChange,
    }),
    [`${kind} rename`]: passes('saveCollection', {
      about: `rename the ${kind}`,
      takes: { id, name: argument('<new-name>', length) },
      usual: { kind, photos: [] },
      rows: (renamed) => [rowOf(renamed)],
    }),
    [`${kind} delete`]: onLibrary(
      `delete the ${kind}; its photos stay in the library`,
      { known },
      ({ library }, { known: found, json }) => {
        library.calls.deleteCollection({ id: found.id });
        const left = `${counted(found.photos, 'photo')} stay in the library.`;
        tell(json, found, `The ${kind} “${found.name}” is deleted. ${left}`);
      },
    ),
  };
}

interface Changed {
  readonly services: Services;
  readonly args: CallArgs<'changeCollection'>;
  readonly json: boolean;
}

function printChange(changed: readonly number[], { services, args: { id, isIn }, json }: Changed): void {
  const after = services.library.calls.listCollections().find((each) => each.id === id);
  if (after === undefined) return;
  const said = `${counted(changed.length, 'photo')} ${isIn ? 'added to' : 'removed from'}`;
  tell(json, { ...after, changed }, `${said} “${after.name}”.`);
}

function rowOf({ id, name, photos: count }: Collection): Row {
  return [{ id, name, photos: count }, `${id}\t${name}\t${counted(count, 'photo')}`];
}

function named({ library }: Services, kind: NamedKind, name: string): Collection | undefined {
  const all = library.calls.listCollections().filter((each) => each.kind === kind);
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
  const names = services.library.calls
    .listCollections()
    .flatMap((each) => (each.kind === kind ? [`“${each.name}”`] : []));
  const there = names.length === 0 ? `There are no ${kind}s yet.` : `There are: ${names.join(', ')}.`;
  throw new InkdexError('not-found', `There is no ${kind} “${name}”. ${there}`);
}
