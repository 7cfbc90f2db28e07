import { luminanceGrid } from './pictureHash.ts';
import type { RgbImage } from '../pixels.ts';

/**
 * What a photo looks like, in 16 bytes, by which near-duplicates are found: a difference hash (Krawetz, "Kind of Like That",
 * 2013) along rows and columns of a coarse grid. Its cells are large, because photos of one page in a row differ by a few
 * hundredths of their width; `pictureHash.ts` is for crops of words.
 */

const cells = 8;
const bits = 2 * cells * cells;
export const photoHashBytes = bits / 8;

/**
 * Bits that may differ between photos of the same thing: taken at any time, or within `soonSeconds` of each other. Of 211
 * photos of boards and pages, no two different ones differ by 15 bits or fewer, and 12 of 6,199 pairs of one shape by 29
 * or fewer. Encoded anew, photos differ by 17 at most (median 1), shifted by 1 % of their width by 11 in the median, by 3 %
 * by 21.
 */
const nearBits = 15;
const soonBits = 29;
const soonSeconds = 60;
/** A photo with fewer bits set, or fewer not set, is of one colour or one gradient, as a lens cap is. */
const tellingBits = 12;

export function photoHashOf(image: RgbImage): Uint8Array<ArrayBuffer> {
  const hash = new Uint8Array(photoHashBytes);
  const set = (bit: number): void => {
    hash[bit >> 3] = hash[bit >> 3] | (1 << (bit & 7));
  };
  const wide = luminanceGrid(image, cells + 1, cells);
  const tall = luminanceGrid(image, cells, cells + 1);
  for (let y = 0; y < cells; y += 1) {
    for (let x = 0; x < cells; x += 1) {
      const bit = y * cells + x;
      const at = y * (cells + 1) + x;
      if (wide[at] > wide[at + 1]) set(bit);
      if (tall[bit] > tall[bit + cells]) set(cells * cells + bit);
    }
  }
  return hash;
}

/** What photos are compared by. */
export interface DatedHash {
  readonly hash: Uint8Array;
  /** When it was taken, in seconds since 1970; null if unknown. */
  readonly takenAt: number | null;
}

/** Whether a hash distinguishes a photo from others. */
export function isTellingPhoto(hash: Uint8Array): boolean {
  let set = 0;
  for (const byte of hash) set += setBits[byte];
  return hash.length === photoHashBytes && set >= tellingBits && set <= bits - tellingBits;
}

/** Whether two photos with telling hashes show nearly the same picture. */
export function isNearPhoto(a: DatedHash, b: DatedHash): boolean {
  const isSoon = a.takenAt !== null && b.takenAt !== null && Math.abs(a.takenAt - b.takenAt) <= soonSeconds;
  const most = isSoon ? soonBits : nearBits;
  let differing = 0;
  for (let at = 0; at < photoHashBytes && differing <= most; at += 1) {
    differing += setBits[a.hash[at] ^ b.hash[at]];
  }
  return differing <= most;
}

/** Number of bits set in each byte. */
const setBits = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest &= rest - 1) count += 1;
  return count;
});
