/** A seeded source of randomness: the same seed gives the same sequence on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform integer in [low, high]. */
  integer(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Standard normal. */
  normal(): number;
  /** @throws RangeError when there is nothing to pick from */
  pick<Item>(items: readonly Item[]): Item;
  /** A new array in random order. */
  shuffle<Item>(items: readonly Item[]): Item[];
  /** An independent sequence, named so that adding one does not disturb the others. */
  fork(name: string): Random;
  /** The state, for `restoreRandom`. */
  state(): number;
}

export function createRandom(seed: number): Random {
  return restoreRandom(mix(seed >>> 0));
}

/** Continues a sequence from a state. */
export function restoreRandom(from: number): Random {
  let state = from >>> 0;

  // mulberry32: one 32-bit word of state, so that a checkpoint can carry it.
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 4294967296;
  }

  const random: Random = {
    next,
    between: (low, high) => low + (high - low) * next(),
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick(items) {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError('Nothing to pick from: the list is empty.');
      return item;
    },
    shuffle(items) {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = Math.floor(next() * (last + 1));
        const swapped = shuffled[last];
        const with_ = shuffled[other];
        if (swapped === undefined || with_ === undefined) continue;
        shuffled[last] = with_;
        shuffled[other] = swapped;
      }
      return shuffled;
    },
    fork: (name) => restoreRandom(hash(name, state)),
    state: () => state,
  };
  return random;
}

/** FNV-1a over a name, started from a seed. */
function hash(name: string, seed: number): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (const character of name) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return mix(value);
}

/** Spreads near seeds far apart (the finaliser of MurmurHash3). */
function mix(word: number): number {
  let value = word;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/**
 * Picks an item with a probability in proportion to its weight; undefined if there is none.
 *
 * @param weightOf 0 or more
 */
export function pickWeighted<Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
  random: Random,
): Item | undefined {
  let left = random.next() * items.reduce((sum, item) => sum + weightOf(item), 0);
  for (const item of items) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  return items.at(-1);
}
