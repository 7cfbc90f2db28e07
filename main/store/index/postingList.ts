/** Places in photos, in order, with a probability each: columns that grow, for lists of any length. */
export class PostingList {
  photos = new Int32Array(16);
  /** Of the word in its photo's reading order. */
  positions = new Int32Array(16);
  /** Probabilities in 255ths, 1 to 255. */
  shares = new Uint8Array(16);
  length = 0;

  push(photo: number, position: number, share: number): void {
    if (this.length === this.photos.length) this.#grow();
    this.photos[this.length] = photo;
    this.positions[this.length] = position;
    this.shares[this.length] = share;
    this.length += 1;
  }

  clear(): void {
    this.length = 0;
  }

  #grow(): void {
    const [photos, positions, shares] = [this.photos, this.positions, this.shares];
    this.photos = new Int32Array(2 * photos.length);
    this.positions = new Int32Array(2 * photos.length);
    this.shares = new Uint8Array(2 * photos.length);
    this.photos.set(photos);
    this.positions.set(positions);
    this.shares.set(shares);
  }
}

/** A probability as the index keeps it; never nothing at all. */
export function shareOf(probability: number): number {
  return Math.max(1, Math.min(255, Math.round(probability * 255)));
}

export function probabilityOf(share: number): number {
  return share / 255;
}
