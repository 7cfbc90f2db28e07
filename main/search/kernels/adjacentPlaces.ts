import { firstPlace, probabilityOf, type Place, type PostingList } from '../../store/index/places.ts';

export interface Adjacent extends Place {
  readonly probability: number;
}

/** Places of one list that a place of another one directly follows. */
export function adjacentPlaces(left: PostingList, right: PostingList): Adjacent[] {
  const found: Adjacent[] = [];
  let at = 0;
  for (let index = 0; index < left.length; index += 1) {
    const photo = left.photos[index];
    const position = left.positions[index];
    at = firstPlace(right, { photo, position: position + 1 }, at);
    if (at >= right.length) break;
    if (right.photos[at] !== photo || right.positions[at] !== position + 1) continue;
    const probability = probabilityOf(left.shares[index]) * probabilityOf(right.shares[at]);
    found.push({ photo, position, probability });
  }
  return found;
}
