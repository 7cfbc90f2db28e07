import { invalidAt } from '../records.ts';

/** Of EMNIST's images, in pixels. */
export const side = 28;
export const imagePixels = side * side;

/** EMNIST's images stand on their side: columns of the picture are rows of the file. */
export function uprightImage(stored: Uint8Array): Uint8Array {
  const image = new Uint8Array(imagePixels);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) image[y * side + x] = stored[x * side + y] ?? 0;
  }
  return image;
}

/** One of the two halves of EMNIST. */
export interface LetterSet {
  readonly split: 'train' | 'test';
  /** Class of each image. */
  readonly labels: ArrayLike<number>;
  /** Number of each image's writer, where the file says so. */
  readonly writers: ArrayLike<number> | null;
  /** The images in order, as they are stored. */
  readonly images: () => AsyncIterable<Uint8Array>;
}

export interface Letters {
  readonly sets: readonly LetterSet[];
  /** Class to letter. */
  readonly alphabet: ReadonlyMap<number, string>;
}

/** @throws InkdexError `data-invalid` where labels and images are not equally many */
export function requireEqual(path: string, images: number, labels: number): void {
  if (images === labels) return;
  throw invalidAt(
    path,
    `there are ${String(images)} images and ${String(labels)} labels; expected as many of both.`,
  );
}
