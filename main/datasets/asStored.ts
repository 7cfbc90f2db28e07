import { boxOnGrid, mapQuad, pointOnGrid } from '../../shared/geometry.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { turnBack, turnBox, turnPoint, turnQuad } from '../../shared/turn.ts';
import type { Word } from '../../shared/contract/word.ts';

/**
 * A photo's word where its file has it: a dataset keeps the file, and knows of no turn beyond EXIF's. The quad still
 * says how the writing runs. It is the same to the digit however the photo stands, so that turning one makes no other
 * version.
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
