/** A word's place: in which photo, and where in its reading order. */
export interface Place {
  readonly photo: number;
  readonly position: number;
}

/** More than any photo has words. */
const positionsPerPhoto = 65_536;

/** A place as one number; these stand in order of photo, then position. */
export function placeKey(photo: number, position: number): number {
  return photo * positionsPerPhoto + position;
}

export function placeOf(key: number): Place {
  return { photo: Math.floor(key / positionsPerPhoto), position: key % positionsPerPhoto };
}
