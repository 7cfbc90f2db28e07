/**
 * Remembers keys, in 16 bytes per key: ten million take up to 270 MB. Open addressing over two 32-bit hashes of each key. Among
 * ten million keys, a false match has a probability of 3 in a million.
 */
export function createKeySet() {
  // Pairs of words; a pair of zeros is an empty slot.
  let table = new Uint32Array(2 * 1024);
  let size = 0;

  function place(pairs: Uint32Array, first: number, second: number): boolean {
    const mask = pairs.length / 2 - 1;
    let index = first & mask;
    for (;;) {
      const a = pairs[2 * index];
      const b = pairs[2 * index + 1];
      if (a === first && b === second) return false;
      if (a === 0 && b === 0) {
        pairs[2 * index] = first;
        pairs[2 * index + 1] = second;
        return true;
      }
      index = (index + 1) & mask;
    }
  }

  function grow(): void {
    const larger = new Uint32Array(table.length * 2);
    for (let index = 0; index < table.length; index += 2) {
      const first = table[index] ?? 0;
      const second = table[index + 1] ?? 0;
      if (first !== 0 || second !== 0) place(larger, first, second);
    }
    table = larger;
  }

  return {
    /** Returns false when the key was added before. */
    add(key: string): boolean {
      const [first, second] = hashes(key);
      const isNew = place(table, first, second);
      if (isNew) size += 1;
      if (size > table.length / 2 / 1.6) grow();
      return isNew;
    },
    get size() {
      return size;
    },
  };
}

/** Two independent hashes of a text's UTF-16 code units (cyrb53 by bryc, with both halves kept whole). */
function hashes(key: string): [number, number] {
  let first = 0xdeadbeef;
  let second = 0x41c6ce57;
  for (let index = 0; index < key.length; index += 1) {
    const unit = key.charCodeAt(index);
    first = Math.imul(first ^ unit, 0x9e3779b1);
    second = Math.imul(second ^ unit, 0x5f356495);
  }
  first = Math.imul(first ^ (first >>> 16), 0x85ebca6b) ^ Math.imul(second ^ (second >>> 13), 0xc2b2ae35);
  second = Math.imul(second ^ (second >>> 16), 0x85ebca6b) ^ Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  // A pair of zeros marks an empty slot.
  return [first >>> 0, second >>> 0 === 0 ? 1 : second >>> 0];
}
