import { z } from 'zod';
import { collectionIdSchema } from '../../shared/contract/collection.ts';
import { versionIdSchema } from '../../shared/contract/dataset.ts';
import { evaluationIdSchema } from '../../shared/contract/evaluation.ts';
import { modelIdSchema } from '../../shared/contract/model.ts';
import { photoIdSchema, photoStatusSchema } from '../../shared/contract/photo.ts';
import { runIdSchema } from '../../shared/contract/run.ts';
import { wordIdSchema } from '../../shared/contract/word.ts';
import {
  list,
  numbered,
  optional,
  parameter,
  part,
  readFields,
  writeFields,
  type Fields,
  type RouteOf,
} from './address.ts';
import { datasetFields } from './datasetRoute.ts';

/** Which photos of the library are listed. */
const filter = {
  /** Null for any. */
  status: optional(photoStatusSchema),
  /** Absolute path of a folder; photos in its subfolders are listed, too. Null for all photos. */
  folder: optional(z.string()),
  /** The favourites, an album or a tag; null for all photos. */
  collection: optional(numbered(collectionIdSchema), 'in'),
};
export type PhotoFilter = Omit<RouteOf<'library', typeof filter>, 'screen'>;

export const everyPhoto: PhotoFilter = { status: null, collection: null, folder: null };

const photo = part(numbered(photoIdSchema));
/** The word to select first. */
const word = optional(numbered(wordIdSchema));

/** The screens and what they show, which is stored in the hash of the address, so that Back and Forward work. */
const screens = {
  library: filter,
  /** With the library filter from which the photo was opened: previous and next photo stay within it. */
  photo: {
    photo,
    word,
    /** The search from which the photo was opened, whose hits are highlighted; empty without a search. */
    query: parameter(z.string().catch(''), (query) => (query === '' ? null : query), 'q'),
    ...filter,
  },
  annotate: {
    photo,
    word,
    /** Whether the next word comes from the labelling queue, which may lead to another photo. */
    isQueue: parameter(
      z.unknown().transform((text) => text === '1'),
      (isQueue) => (isQueue ? '1' : null),
      'queue',
    ),
  },
  label: {},
  'changed-words': {},
  'unlikely-words': {},
  'similar-photos': {},
  search: { query: parameter(z.string().catch(''), (query) => query, 'q') },
  datasets: {},
  dataset: datasetFields,
  settings: {},
  about: {},
  run: { run: part(numbered(runIdSchema)) },
  training: {},
  /** The version and the base model that the form starts with, if they are known. */
  train: { dataset: optional(versionIdSchema), base: optional(modelIdSchema) },
  'compare-runs': { runs: list(numbered(runIdSchema)) },
  model: { model: part(modelIdSchema) },
  models: {},
  'compare-models': { models: list(modelIdSchema) },
  evaluation: { evaluation: part(numbered(evaluationIdSchema)) },
};
type Screen = keyof typeof screens;
type Routes = { readonly [Name in Screen]: RouteOf<Name, (typeof screens)[Name]> };

/** What is on screen. */
export type Route = Routes[Screen];
export type PhotoRoute = Routes['photo'];
export type AnnotateRoute = Routes['annotate'];
export type TrainRoute = Routes['train'];

const names = Object.keys(screens) as Screen[];
/** The first part of an address where it is not the screen's name. */
const paths: Partial<Record<Screen, string>> = { run: 'training', model: 'models' };
/** What is shown in place of one that has no such number. */
const lists: Readonly<Record<string, Route>> = {
  dataset: { screen: 'datasets' },
  evaluation: { screen: 'models' },
};

export const libraryRoute: Route = { screen: 'library', ...everyPhoto };

/** What a query finds; an empty one finds the whole library. */
export function searchRoute(query: string): Route {
  return query.trim() === '' ? libraryRoute : { screen: 'search', query };
}

/**
 * Parses `#/photo/12?word=3`, `#/search?q=tree` and the like. An unknown address gives the library: it may be
 * mistyped, or come from an older version.
 */
export function parseRoute(hash: string): Route {
  const [path = '', parameters = ''] = hash.replace(/^#/u, '').split(/\?(.*)/su, 2);
  const query = new URLSearchParams(parameters);
  const [first = '', ...parts] = path.split('/').filter((each) => each !== '');
  if (first === 'search') return searchRoute(query.get('q') ?? '');
  for (const screen of names.filter((name) => (paths[name] ?? name) === first)) {
    const values = readFields(screens[screen], parts, query);
    // The table determines the fields, but the compiler cannot see that.
    if (values !== null) return { screen, ...values } as Route;
  }
  return lists[first] ?? ({ screen: 'library', ...readFields(filter, [], query) } as Route);
}

/** The address of a screen, starting with `#`. `parseRoute` is the inverse. */
export function formatRoute(route: Route): string {
  const fields: Fields = screens[route.screen];
  return `#/${writeFields(paths[route.screen] ?? route.screen, fields, { ...route })}`;
}

/** The screen to which the label editor goes back. */
export function leadsBackTo({ photo: id, isQueue }: AnnotateRoute): Route {
  return isQueue ? { screen: 'label' } : { screen: 'photo', photo: id, word: null, query: '', ...everyPhoto };
}
