import { dirname } from 'node:path';
import type { CallArgs } from '../../shared/contract/contract.ts';
import type { Facet, SearchFacets } from '../../shared/contract/search.ts';
import { photoKindSchema, photoProgressSchema } from '../../shared/contract/photo.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { listPhotoFacts, type PhotoFacts } from '../store/photos/photos.ts';
import { answerQuery } from './answerQuery.ts';
import { rank } from './rank.ts';

/** Number of values of each kind. */
const mostFacets = 8;
/** Number of most likely photos to count. Later ones mostly match by chance. */
const mostCounted = 5000;

/** Counts the results of a query by folder, month, kind and label progress. */
export function searchFacets(db: ReadableDatabase, { query }: CallArgs<'searchFacets'>): SearchFacets {
  const { matches, leaves } = answerQuery(db, query, 'full');
  const counted = rank(db, matches, leaves, { count: mostCounted }).map(({ photo }) => photo);
  const facts = listPhotoFacts(db, counted);
  return {
    folders: foldersOf(facts),
    months: monthsOf(facts),
    kinds: photoKindSchema.options.flatMap((kind) => {
      const photos = facts.filter((photo) => photo.kind === kind).length;
      return photos === 0 ? [] : [{ filter: `kind:${kind}`, name: kind, kind, photos }];
    }),
    progress: photoProgressSchema.options.flatMap((progress) => {
      const photos = facts.filter((photo) => photo.progress === progress).length;
      return photos === 0 ? [] : [{ filter: `labelled:${progress}`, name: progress, progress, photos }];
    }),
  };
}

/** Folders of photos. Each count includes subfolders, as the folder filter does. */
function foldersOf(facts: readonly PhotoFacts[]): Facet[] {
  const counts = countBy(facts.flatMap(({ path }) => foldersAbove(path)));
  const folders = new Set(facts.map(({ path }) => dirname(path)));
  return mostPhotos(
    Array.from(folders, (folder) => {
      return {
        filter: `folder:"${folder.replaceAll('"', '')}"`,
        name: folder,
        photos: counts.get(folder) ?? 1,
      };
    }),
  );
}

function monthsOf(facts: readonly PhotoFacts[]): Facet[] {
  const counts = countBy(facts.map(({ at }) => at.slice(0, 7)));
  return mostPhotos(
    Array.from(counts, ([month, photos]) => ({ filter: `date:${month}`, name: month, photos })),
  );
}

/** The folders of a path, from its own to the root. */
function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function mostPhotos(facets: readonly Facet[]): Facet[] {
  return facets.toSorted((a, b) => b.photos - a.photos || (a.name < b.name ? -1 : 1)).slice(0, mostFacets);
}
