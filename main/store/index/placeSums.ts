import { placeKey, placeOf, type Place } from './place.ts';
import { PostingList } from './postingList.ts';

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
      const [photo, position] = [photos[index] ?? 0, positions[index] ?? 0];
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
      this.#sums[slot] = (this.#sums[slot] ?? 0) + Math.round(weight * (shares[index] ?? 0));
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
      starts[above] = (starts[above] ?? 0) + 1;
    }
    for (let above = 1; above < starts.length; above += 1) {
      starts[above] = (starts[above] ?? 0) + (starts[above - 1] ?? 0);
    }
    const sorted = new Int32Array(this.#size);
    for (let at = 0; at < this.#size; at += 1) {
      const above = highest - this.#sumAt(at);
      sorted[starts[above] ?? 0] = this.#order[at] ?? 0;
      starts[above] = (starts[above] ?? 0) + 1;
    }
    for (const slot of sorted) {
      const sum = this.#sums[slot] ?? 0;
      if (sum < least) return;
      yield { photo: this.#photos[slot] ?? 0, position: this.#positions[slot] ?? 0, sum };
    }
  }

  /** Every place with its sum, by photo and position. Sums are limited to 1. */
  inOrder(): PostingList {
    const keys = new Float64Array(this.#size);
    for (let at = 0; at < this.#size; at += 1) {
      const slot = this.#order[at] ?? 0;
      const share = Math.max(0, Math.min(255, this.#sums[slot] ?? 0));
      // Includes the share, because looking it up again would take as long as sorting.
      keys[at] = placeKey(this.#photos[slot] ?? 0, this.#positions[slot] ?? 0) * 256 + share;
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
    return this.#sums[this.#order[at] ?? 0] ?? 0;
  }
}
