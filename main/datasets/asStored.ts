import type { SampleLabel } from '../../shared/dataset.ts';
import type { Photo } from '../../shared/photo.ts';
import { turnBack, turnPoint, turnQuad } from '../../shared/turn.ts';

/**
 * A label of a photo's place on the photo as its file has it: a dataset keeps the file, and knows of no turn beyond
 * EXIF's. The quad still says how the writing runs.
 */
export function asStored(label: SampleLabel, photo: Pick<Photo, 'width' | 'height' | 'turn'>): SampleLabel {
  const back = turnBack(photo.turn);
  return {
    ...label,
    quad: label.quad === null ? null : turnQuad(label.quad, photo, back),
    polygon: label.polygon?.map((point) => turnPoint(point, photo, back)) ?? null,
  };
}
