import { collectionIdSchema, type CollectionId } from '../../shared/contract/collection.ts';
import {
  photoIdSchema,
  photoStatusSchema,
  type PhotoId,
  type PhotoStatus,
} from '../../shared/contract/photo.ts';
import { wordIdSchema, type WordId } from '../../shared/contract/word.ts';
import { formatDatasetRoute, parseDatasetRoute, type DatasetRoute } from './datasetRoute.ts';
import { parametersOf } from './parameters.ts';
import { formatTrainingRoute, parseTrainingRoute, type TrainingRoute } from './trainingRoute.ts';

/** Which photos of the library are listed. */
export interface PhotoFilter {
  /** Null for any. */
  readonly status: PhotoStatus | null;
  /** The favourites, an album or a tag; null for all photos. */
  readonly collection: CollectionId | null;
  /** Absolute path of a folder; photos in its subfolders are listed, too. Null for all photos. */
  readonly folder: string | null;
}

export const everyPhoto: PhotoFilter = { status: null, collection: null, folder: null };

/** What is on screen. It is stored in the hash of the address, so that Back and Forward work. */
export type Route =
  | (PhotoFilter & { readonly screen: 'library' })
  /** With the library filter from which the photo was opened: previous and next photo stay within it. */
  | (PhotoFilter & {
      readonly screen: 'photo';
      readonly photo: PhotoId;
      /** The word to select first. */
      readonly word: WordId | null;
      /** The search from which the photo was opened, whose hits are highlighted; empty without a search. */
      readonly query: string;
    })
  | {
      readonly screen: 'annotate';
      readonly photo: PhotoId;
      /** The word to select first. */
      readonly word: WordId | null;
      /** Whether the next word comes from the labelling queue, which may lead to another photo. */
      readonly isQueue: boolean;
    }
  | { readonly screen: 'label' }
  | { readonly screen: 'changed-words' }
  | { readonly screen: 'unlikely-words' }
  | { readonly screen: 'similar-photos' }
  | { readonly screen: 'search'; readonly query: string }
  | { readonly screen: 'datasets' }
  | { readonly screen: 'settings' }
  | { readonly screen: 'about' }
  | DatasetRoute
  | TrainingRoute;

export type PhotoRoute = Extract<Route, { screen: 'photo' }>;
export type AnnotateRoute = Extract<Route, { screen: 'annotate' }>;

/** Screens without parameters. */
const plainScreens = [
  'label',
  'changed-words',
  'unlikely-words',
  'similar-photos',
  'datasets',
  'settings',
  'about',
] as const;

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
  const status = photoStatusSchema.nullable().catch(null).parse(query.get('status'));
  const collection = collectionIdSchema
    .nullable()
    .catch(null)
    .parse(Number(query.get('in')));
  const folder = query.get('folder');
  const [screen, id, part] = path.split('/').filter((each) => each !== '');
  if (screen === 'search') return searchRoute(query.get('q') ?? '');
  const training = parseTrainingRoute(screen, id, query);
  if (training !== null) return training;
  const plain = plainScreens.find((each) => each === screen);
  if (plain !== undefined) return { screen: plain };
  if (screen === 'dataset') return parseDatasetRoute(id, part, query) ?? { screen: 'datasets' };
  const photo = photoIdSchema.safeParse(Number(id));
  const word = wordIdSchema
    .nullable()
    .catch(null)
    .parse(Number(query.get('word')));
  if (screen === 'photo' && photo.success) {
    return {
      screen: 'photo',
      photo: photo.data,
      word,
      query: query.get('q') ?? '',
      status,
      collection,
      folder,
    };
  }
  if (screen === 'annotate' && photo.success) {
    return { screen: 'annotate', photo: photo.data, word, isQueue: query.get('queue') === '1' };
  }
  return { screen: 'library', status, collection, folder };
}

/** The address of a screen, starting with `#`. `parseRoute` is the inverse. */
export function formatRoute(route: Route): string {
  switch (route.screen) {
    case 'library':
      return `#/library${parametersOf(filterParameters(route))}`;
    case 'photo':
      return `#/photo/${String(route.photo)}${parametersOf({
        word: route.word === null ? null : String(route.word),
        q: route.query === '' ? null : route.query,
        ...filterParameters(route),
      })}`;
    case 'annotate':
      return `#/annotate/${String(route.photo)}${parametersOf({
        word: route.word === null ? null : String(route.word),
        queue: route.isQueue ? '1' : null,
      })}`;
    case 'label':
    case 'changed-words':
    case 'unlikely-words':
    case 'similar-photos':
    case 'datasets':
    case 'settings':
    case 'about':
      return `#/${route.screen}`;
    case 'search':
      return `#/search${parametersOf({ q: route.query })}`;
    case 'dataset':
      return formatDatasetRoute(route);
    case 'training':
    case 'run':
    case 'train':
    case 'compare-runs':
    case 'models':
    case 'model':
    case 'compare-models':
    case 'evaluation':
      return formatTrainingRoute(route);
  }
}

function filterParameters({ status, collection, folder }: PhotoFilter) {
  return { status, folder, in: collection === null ? null : String(collection) };
}

/** The screen to which the label editor goes back. */
export function leadsBackTo({ photo, isQueue }: AnnotateRoute): Route {
  return isQueue ? { screen: 'label' } : { screen: 'photo', photo, word: null, query: '', ...everyPhoto };
}
