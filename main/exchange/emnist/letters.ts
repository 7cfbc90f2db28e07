import { formatCount } from '../../../shared/text.ts';
import { invalidAt } from '../records.ts';

/** Side of EMNIST's images, in pixels. */
export const side = 28;
export const imagePixels = side * side;

/** EMNIST's images are transposed: columns of the picture are rows of the file. */
export function uprightImage(stored: Uint8Array): Uint8Array {
  const image = new Uint8Array(imagePixels);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) image[y * side + x] = stored[x * side + y] ?? 0;
  }
  return image;
}

/** The training or the test half of EMNIST. */
export interface LetterSet {
  readonly split: 'train' | 'test';
  /** Class of each image. */
  readonly labels: ArrayLike<number>;
  /** Number of each image's writer, if the file has it. */
  readonly writers: ArrayLike<number> | null;
  /** The images in order, as stored. */
  readonly images: () => AsyncIterable<Uint8Array>;
}

export interface Letters {
  readonly sets: readonly LetterSet[];
  /** From class to character. */
  readonly alphabet: ReadonlyMap<number, string>;
}

/** @throws InkdexError `data-invalid` when the numbers of labels and images differ */
export function requireEqual(path: string, images: number, labels: number): void {
  if (images === labels) return;
  throw invalidAt(
    path,
    `found ${formatCount(images)} images and ${formatCount(labels)} labels; expected equal numbers.`,
  );
}
