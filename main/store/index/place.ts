/** A word's place: its photo and its position in reading order. */
export interface Place {
  readonly photo: number;
  readonly position: number;
}

/** More than any photo has words. */
const positionsPerPhoto = 65_536;

/** A place as one number. The numbers are ordered by photo, then position. */
export function placeKey(photo: number, position: number): number {
  return photo * positionsPerPhoto + position;
}

export function placeOf(key: number): Place {
  return { photo: Math.floor(key / positionsPerPhoto), position: key % positionsPerPhoto };
}

/** Sorted places, in columns. */
export interface PlaceColumns {
  readonly photos: Int32Array;
  readonly positions: Int32Array;
  readonly length: number;
}

/** The first entry at or after a place, searched from a start index, because it is usually near. */
export function firstPlace(
  { photos, positions, length }: PlaceColumns,
  { photo, position }: Place,
  from = 0,
): number {
  return firstNotBefore(length, from, (index) => {
    const found = photos[index] ?? 0;
    return found < photo || (found === photo && (positions[index] ?? 0) < position);
  });
}

/** The first of `count` sorted entries, from a start index, that is not before the target. */
export function firstNotBefore(length: number, from: number, isBefore: (index: number) => boolean): number {
  let low = from;
  let high = from;
  for (let step = 1; high < length && isBefore(high); step *= 2) {
    low = high + 1;
    high += step;
  }
  high = Math.min(high, length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
