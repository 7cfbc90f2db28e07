/** A word's place: its photo and its position in reading order. */
export interface Place {
  readonly photo: number;
  readonly position: number;
}

/** More than any photo has words. */
const positionsPerPhoto = 65_536;

/** A place as one number. The numbers are ordered by photo, then position. */
export function placeKey(photo: number, position: number): number {
  return photo * positionsPerPhoto + position;
}

function placeOf(key: number): Place {
  return { photo: Math.floor(key / positionsPerPhoto), position: key % positionsPerPhoto };
}

/** Sorted places, in columns. */
interface PlaceColumns {
  readonly photos: Int32Array;
  readonly positions: Int32Array;
  readonly length: number;
}

/** The first entry at or after a place, searched from a start index, because it is usually near. */
export function firstPlace(
  { photos, positions, length }: PlaceColumns,
  { photo, position }: Place,
  from = 0,
): number {
  return firstNotBefore(length, from, (index) => {
    const found = photos[index];
    return found < photo || (found === photo && positions[index] < position);
  });
}

/** The first of `count` sorted entries, from a start index, that is not before the target. */
export function firstNotBefore(length: number, from: number, isBefore: (index: number) => boolean): number {
  let low = from;
  let high = from;
  for (let step = 1; high < length && isBefore(high); step *= 2) {
    low = high + 1;
    high += step;
  }
  high = Math.min(high, length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

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
    return isThere ? this.shares[at] : 0;
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

export interface SummedPlace extends Place {
  /** In 255ths. */
  readonly sum: number;
}

/**
 * Sums the shares of places over lists: a hash table with linear probing (Knuth, "The Art of
 * Computer Programming" 3, 6.4, algorithm L) in columns, because a query adds tens of thousands.
 */
export class PlaceSums {
  /** 0 for a free slot: no photo has the id 0. */
  readonly #photos: Int32Array;
  readonly #positions: Int32Array;
  readonly #sums: Int32Array;
  /** Slots in the order in which their places were added. */
  readonly #order: Int32Array;
  readonly #mask: number;
  #size = 0;

  /** @param most the maximum number of places */
  constructor(most: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * Math.max(1, most)));
    this.#photos = new Int32Array(slots);
    this.#positions = new Int32Array(slots);
    this.#sums = new Int32Array(slots);
    this.#order = new Int32Array(most);
    this.#mask = slots - 1;
  }

  /** @param weight the weight of the list's shares, which are rounded to 255ths */
  add({ photos, positions, shares, length }: PostingList, weight = 1): void {
    for (let index = 0; index < length; index += 1) {
      const [photo, position] = [photos[index], positions[index]];
      let slot = (Math.imul(photo, 0x9e3779b1) ^ Math.imul(position, 0x85ebca6b)) >>> 7;
      for (slot &= this.#mask; this.#photos[slot] !== 0; slot = (slot + 1) & this.#mask) {
        if (this.#photos[slot] === photo && this.#positions[slot] === position) break;
      }
      if (this.#photos[slot] === 0) {
        this.#photos[slot] = photo;
        this.#positions[slot] = position;
        this.#order[this.#size] = slot;
        this.#size += 1;
      }
      this.#sums[slot] += Math.round(weight * shares[index]);
    }
  }

  /** Yields places with a sum of at least `least`, the largest first. */
  *largest(least: number): Generator<SummedPlace> {
    // A counting sort: sums are small whole numbers, and callers need only the first few places.
    let highest = -1;
    for (let at = 0; at < this.#size; at += 1) highest = Math.max(highest, this.#sumAt(at));
    const starts = new Int32Array(highest + 2);
    for (let at = 0; at < this.#size; at += 1) {
      const above = highest - this.#sumAt(at) + 1;
      starts[above] += 1;
    }
    for (let above = 1; above < starts.length; above += 1) {
      starts[above] += starts[above - 1];
    }
    const sorted = new Int32Array(this.#size);
    for (let at = 0; at < this.#size; at += 1) {
      const above = highest - this.#sumAt(at);
      sorted[starts[above]] = this.#order[at];
      starts[above] += 1;
    }
    for (const slot of sorted) {
      const sum = this.#sums[slot];
      if (sum < least) return;
      yield { photo: this.#photos[slot], position: this.#positions[slot], sum };
    }
  }

  /** Every place with its sum, by photo and position. Sums are limited to 1. */
  inOrder(): PostingList {
    const keys = new Float64Array(this.#size);
    for (let at = 0; at < this.#size; at += 1) {
      const slot = this.#order[at];
      const share = Math.max(0, Math.min(255, this.#sums[slot]));
      // Includes the share, because looking it up again would take as long as sorting.
      keys[at] = placeKey(this.#photos[slot], this.#positions[slot]) * 256 + share;
    }
    keys.sort();
    const list = new PostingList();
    list.reserve(keys.length);
    for (const key of keys) {
      const share = key % 256;
      const { photo, position } = placeOf(Math.floor(key / 256));
      if (share > 0) list.push(photo, position, share);
    }
    return list;
  }

  #sumAt(at: number): number {
    return this.#sums[this.#order[at]];
  }
}
