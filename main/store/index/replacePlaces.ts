import type { PostingList } from './places.ts';

/** The places of a key on a photo, before and after a change. */
export interface PlacesChange {
  readonly photo: number;
  readonly gone: Places;
  readonly come: Places;
}

/** Shares by position. */
export type Places = ReadonlyMap<number, number>;

/** Copies a sorted list and replaces the places of some photos. */
export function replacePlaces(from: PostingList, changes: readonly PlacesChange[], into: PostingList): void {
  into.clear();
  const { photos, positions, shares, length } = from;
  let index = 0;
  const copyUpTo = (photo: number): void => {
    for (; index < length && photos[index] < photo; index += 1) {
      into.push(photos[index], positions[index], shares[index]);
    }
  };
  for (const { photo, gone, come } of changes) {
    copyUpTo(photo);
    const own: [number, number][] = [...come];
    for (; index < length && photos[index] === photo; index += 1) {
      const position = positions[index];
      if (!gone.has(position) && !come.has(position)) own.push([position, shares[index]]);
    }
    own.sort(([a], [b]) => a - b);
    for (const [position, share] of own) into.push(photo, position, share);
  }
  copyUpTo(Infinity);
}
