import { dirname } from 'node:path';
import { likelyScore, weakBelow, type SearchSort } from '../../shared/contract/search.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { listPhotoFacts } from '../store/photos/photos.ts';
import { firstBy } from './kernels/firstBy.ts';
import type { Matches } from './kernels/matches.ts';
import { photoTimes } from './photoTimes.ts';

/** If more photos than this are found, the folders of all photos are loaded at once. */
const mostListed = 20_000;
const byName = new Intl.Collator(undefined, { numeric: true });

/**
 * Photos by date or folder. Likely results come before less likely ones, and these before weak ones, because a date says
 * nothing about whether a photo contains the words.
 *
 * @returns indices of the first `count` of `matches`
 */
export function sortMatches(
  db: ReadableDatabase,
  matches: Matches,
  sort: Exclude<SearchSort, 'best'>,
  count: number,
): number[] {
  const { photos, scores, length } = matches;
  const times = photoTimes(db, photos);
  const folders = sort === 'folder' ? folderPlaces(db, photos) : null;
  const order = (a: number, b: number): number => {
    const [photoA = 0, photoB = 0] = [photos[a], photos[b]];
    const [scoreA = 0, scoreB = 0] = [scores[a], scores[b]];
    return (
      classOf(scoreB) - classOf(scoreA) ||
      (folders === null ? 0 : (folders.get(photoA) ?? 0) - (folders.get(photoB) ?? 0) || scoreB - scoreA) ||
      (times[photoB] ?? 0) - (times[photoA] ?? 0) ||
      photoB - photoA
    );
  };
  return firstBy(
    Array.from({ length }, (_, index) => index),
    count,
    order,
  );
}

function classOf(score: number): number {
  if (score >= likelyScore) return 2;
  return score >= weakBelow ? 1 : 0;
}

/** The place of each photo's folder among all folders, in order of their paths. */
function folderPlaces(db: ReadableDatabase, photos: Int32Array): Map<number, number> {
  const facts = listPhotoFacts(db, photos.length > mostListed ? null : [...photos]);
  const folders = facts.map(({ photo, place }) => ({ photo, folder: dirname(place) }));
  const sorted = [...new Set(folders.map(({ folder }) => folder))].sort(byName.compare);
  const places = new Map(sorted.map((folder, place) => [folder, place]));
  return new Map(folders.map(({ photo, folder }) => [photo, places.get(folder) ?? 0]));
}
