import { boxOnGrid, mapQuad, pointOnGrid } from '../../shared/geometry.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { turnBack, turnBox, turnPoint, turnQuad } from '../../shared/turn.ts';
import type { Word } from '../../shared/contract/word.ts';

/**
 * A word of a photo, in the coordinates of the photo's file: a dataset keeps the file and knows no rotation beyond
 * EXIF's. The quad keeps the direction of the writing. The result is exactly the same for every rotation of the
 * photo, so rotating a photo does not change the version.
 */
export function asStored(word: Word, photo: Pick<Photo, 'width' | 'height' | 'turn'>): Word {
  const back = turnBack(photo.turn);
  return {
    ...word,
    box: boxOnGrid(turnBox(word.box, photo, back)),
    quad: mapQuad(turnQuad(word.quad, photo, back), pointOnGrid),
    polygon: word.polygon?.map((point) => pointOnGrid(turnPoint(point, photo, back))) ?? null,
  };
}
