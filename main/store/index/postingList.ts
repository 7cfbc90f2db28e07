import { firstPlace } from './place.ts';

/** Sorted places in photos, each with a probability, in growing columns. */
export class PostingList {
  photos = new Int32Array(16);
  /** Positions of the words in reading order. */
  positions = new Int32Array(16);
  /** Probabilities in 255ths, 1 to 255. */
  shares = new Uint8Array(16);
  length = 0;

  push(photo: number, position: number, share: number): void {
    this.reserve(this.length + 1);
    this.photos[this.length] = photo;
    this.positions[this.length] = position;
    this.shares[this.length] = share;
    this.length += 1;
  }

  /** The share of a place in the sorted list; 0 if the place is not in it. */
  shareAt(photo: number, position: number): number {
    const at = firstPlace(this, { photo, position });
    const isThere = at < this.length && this.photos[at] === photo && this.positions[at] === position;
    return isThere ? (this.shares[at] ?? 0) : 0;
  }

  clear(): void {
    this.length = 0;
  }

  /** Makes room for a total number of places. */
  reserve(room: number): void {
    if (room <= this.photos.length) return;
    const [photos, positions, shares] = [this.photos, this.positions, this.shares];
    const grown = Math.max(room, 2 * photos.length);
    this.photos = new Int32Array(grown);
    this.positions = new Int32Array(grown);
    this.shares = new Uint8Array(grown);
    this.photos.set(photos);
    this.positions.set(positions);
    this.shares.set(shares);
  }
}

/** A probability as a share, at least 1. */
export function shareOf(probability: number): number {
  return Math.max(1, Math.min(255, Math.round(probability * 255)));
}

export function probabilityOf(share: number): number {
  return share / 255;
}
