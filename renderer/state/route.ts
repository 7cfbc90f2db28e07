import { photoIdSchema, photoStatusSchema, type PhotoId, type PhotoStatus } from '../../shared/photo.ts';
import { wordIdSchema, type WordId } from '../../shared/word.ts';

/** What is on screen. It lives in the part of the address after `#`, so that back and forward work. */
export type Route =
  | { readonly screen: 'library'; readonly status: PhotoStatus | null }
  | {
      readonly screen: 'photo';
      readonly photo: PhotoId;
      /** The word to show first. */
      readonly word: WordId | null;
      /** The search that led here, whose hits are lit; empty when it was not a search. */
      readonly query: string;
      /** The filter of the library that led here: previous and next stay within it. */
      readonly status: PhotoStatus | null;
    }
  | { readonly screen: 'search'; readonly query: string }
  | { readonly screen: 'models' };

export type PhotoRoute = Extract<Route, { screen: 'photo' }>;

export const libraryRoute: Route = { screen: 'library', status: null };

/**
 * Reads `#/photo/12?word=3`, `#/search?q=tree` and the like. What it does not know is the library:
 * an address is typed by hand or comes from an older version.
 */
export function parseRoute(hash: string): Route {
  const [path = '', parameters = ''] = hash.replace(/^#/u, '').split(/\?(.*)/su, 2);
  const query = new URLSearchParams(parameters);
  const status = photoStatusSchema.nullable().catch(null).parse(query.get('status'));
  const [screen, id] = path.split('/').filter((part) => part !== '');
  if (screen === 'search') return { screen: 'search', query: query.get('q') ?? '' };
  if (screen === 'models') return { screen: 'models' };
  if (screen === 'photo') {
    const photo = photoIdSchema.safeParse(Number(id));
    const word = wordIdSchema.safeParse(Number(query.get('word')));
    if (photo.success) {
      return {
        screen: 'photo',
        photo: photo.data,
        word: word.success ? word.data : null,
        query: query.get('q') ?? '',
        status,
      };
    }
  }
  return { screen: 'library', status };
}

/** The address of a screen, from `#` on. `parseRoute` gives the same screen back. */
export function formatRoute(route: Route): string {
  switch (route.screen) {
    case 'library':
      return `#/library${parametersOf({ status: route.status })}`;
    case 'photo':
      return `#/photo/${String(route.photo)}${parametersOf({
        word: route.word === null ? null : String(route.word),
        q: route.query === '' ? null : route.query,
        status: route.status,
      })}`;
    case 'search':
      return `#/search${parametersOf({ q: route.query === '' ? null : route.query })}`;
    case 'models':
      return '#/models';
  }
}

function parametersOf(entries: Record<string, string | null>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(entries)) {
    if (value !== null) parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
