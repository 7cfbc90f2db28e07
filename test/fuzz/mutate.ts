import type { Random } from '../../shared/random.ts';

type Change = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

/** Larger inputs only take longer. */
const mostBytes = 2_000_000;
const mostChanges = 4;

const extremeBytes = [0, 1, 0x7f, 0x80, 0xff] as const;
const extremeNumbers = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff] as const;
/** What parsers of XML, JSON, CSV, TOML and HTML may stumble over. */
const tokens = [
  ...[
    '<',
    '>',
    ']]>',
    '<![CDATA[',
    '<!--',
    '&amp',
    '&#x0;',
    '&#x110000;',
    '<!DOCTYPE a [<!ENTITY b "c">]>&b;',
  ],
  ...['"', '""', "'", '\\', '\\u0000', '\\ud800', '{', '}', '[', ']', ',', ':', 'null', 'true', '=', '#'],
  ...['\0', '\r', '\n', '\t', '\u{feff}', '\u{2028}', '../', '/', 'file:///', '%00', '%zz', '__proto__'],
  ...['-1', '1e999', '-1e999', 'NaN', 'Infinity', '99999999999999999999', '0.1', '1,2', '-0'],
] as const;
const nested = [
  ['[', ']'],
  ['{"a":', '}'],
  ['<a>', '</a>'],
  ['<div>', '</div>'],
  ['(', ')'],
] as const;

/** An offset in an input; its end is one, too. */
function offset(bytes: Buffer, random: Random): number {
  return random.integer(0, bytes.length);
}

function replaced(bytes: Buffer, start: number, end: number, inserted: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, start), inserted, bytes.subarray(end)]);
}

/** A random part of an input, short ones more often. */
function part(bytes: Buffer, random: Random): { start: number; end: number } {
  const start = offset(bytes, random);
  const length = Math.floor(bytes.length ** random.next());
  return { start, end: Math.min(bytes.length, start + length) };
}

const changes: readonly Change[] = [
  function flipBits(bytes, random) {
    const flipped = Buffer.from(bytes);
    for (let count = random.integer(1, 8); count > 0 && bytes.length > 0; count -= 1) {
      const at = random.integer(0, bytes.length - 1);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random.integer(0, 7));
    }
    return flipped;
  },
  function setByte(bytes, random) {
    const changed = Buffer.from(bytes);
    if (bytes.length > 0) changed[random.integer(0, bytes.length - 1)] = random.pick(extremeBytes);
    return changed;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, offset(bytes, random));
  },
  function removePart(bytes, random) {
    const { start, end } = part(bytes, random);
    return replaced(bytes, start, end, Buffer.alloc(0));
  },
  function repeatPart(bytes, random) {
    const { start, end } = part(bytes, random);
    const once = bytes.subarray(start, end);
    const most = Math.floor(mostBytes / Math.max(1, once.length));
    const times = Math.min(most, random.pick([1, 2, 10, 1000, 100_000]));
    return replaced(bytes, end, end, Buffer.concat(Array.from({ length: times }, () => once)));
  },
  function splice(bytes, random, other) {
    const { start, end } = part(other, random);
    const at = part(bytes, random);
    return replaced(bytes, at.start, at.end, other.subarray(start, end));
  },
  /** Sizes and counts in binary formats are integers of one to four bytes. */
  function setLength(bytes, random) {
    const changed = Buffer.from(bytes);
    const size = random.pick([1, 2, 4]);
    if (bytes.length < size) return changed;
    const at = random.integer(0, bytes.length - size);
    const value = random.pick(extremeNumbers) % 2 ** (8 * size);
    if (random.chance(0.5)) changed.writeUIntLE(value, at, size);
    else changed.writeUIntBE(value, at, size);
    return changed;
  },
  function setNumber(bytes, random) {
    const text = bytes.toString('latin1');
    const numbers = [...text.matchAll(/-?\d+(?:\.\d+)?/gu)];
    if (numbers.length === 0) return bytes;
    const found = random.pick(numbers);
    const value = random.pick([
      '0',
      '-1',
      '1e999',
      '4294967296',
      '0.0000001',
      'NaN',
      '',
      '99999999999999999999',
    ]);
    return replaced(bytes, found.index, found.index + found[0].length, Buffer.from(value));
  },
  function insertToken(bytes, random) {
    const at = offset(bytes, random);
    return replaced(bytes, at, at, Buffer.from(random.pick(tokens)));
  },
  function nest(bytes, random) {
    const [open, close] = random.pick(nested);
    const depth = random.pick([10, 1000, 20_000]);
    const at = random.chance(0.5) ? { start: 0, end: bytes.length } : part(bytes, random);
    const inside = bytes.subarray(at.start, at.end);
    const around = [Buffer.from(open.repeat(depth)), inside, Buffer.from(close.repeat(depth))];
    return replaced(bytes, at.start, at.end, Buffer.concat(around));
  },
];

/**
 * A damaged copy of an input, by one to four random changes. The same state of `random` gives the same copy.
 *
 * @param other another input, of which parts may be spliced in
 */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Buffer {
  let mutant: Buffer = Buffer.from(bytes);
  for (let count = random.integer(1, mostChanges); count > 0; count -= 1) {
    mutant = random.pick(changes)(mutant, random, Buffer.from(other)).subarray(0, mostBytes);
  }
  return mutant;
}
