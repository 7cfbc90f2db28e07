import type { PhotoInput, RecogniserMetadata } from '../../../shared/contract/model.ts';
import { photoOf, stackPhotos, stretchPhoto } from '../../imaging/fitPhoto.ts';
import type { InkImage, RgbImage } from '../../imaging/pixels.ts';
import type { FloatTensor } from './onnxSession.ts';

/** Words for one run of a recogniser. */
export interface InputBatch {
  /** Places of the words. */
  readonly indices: readonly number[];
  readonly input: FloatTensor;
}

export interface PhotoWidths {
  /** Of the scaled picture. */
  readonly columns: number;
  /** Of the input, padding included. */
  readonly width: number;
}

/** The widths of a picture that keeps its aspect, as PP-OCR rounds them. @param aspect width / height */
export function photoWidths(
  { height, widths }: Pick<RecogniserMetadata, 'height' | 'widths'>,
  { fit }: PhotoInput,
  aspect: number,
): PhotoWidths {
  const [least, most] = [Math.min(...widths), Math.max(...widths)];
  if (fit === 'stretch') return { columns: least, width: least };
  const width = Math.min(most, Math.max(least, Math.floor(height * aspect)));
  return { columns: Math.max(1, Math.min(width, Math.ceil(height * aspect))), width };
}

/** Scales words for a recogniser of another program, those of a width together. */
export function photoBatches(words: readonly InkImage[], metadata: RecogniserMetadata): InputBatch[] {
  const { height, photo } = metadata;
  if (photo === undefined) return [];
  const fitted = words.map((word, index) => {
    const own = photoOf(word);
    const { columns, width } = photoWidths(metadata, photo, own.width / own.height);
    return { index, width, image: stretchPhoto(own, columns, height) };
  });
  const groups = photo.isBatched
    ? [...Map.groupBy(fitted, ({ width }) => width).values()]
    : fitted.map((word) => [word]);
  return groups.map((group): InputBatch => {
    const images = group.map(({ image }): RgbImage => image);
    const width = group[0]?.width ?? 0;
    const data = stackPhotos(images, width, photo.padding, photo.channels);
    return {
      indices: group.map(({ index }) => index),
      input: { data, shape: [images.length, photo.channels, height, width] },
    };
  });
}
