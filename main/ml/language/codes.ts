import { grown } from '../decoding/prefixTree.ts';

/** Of all words, the fraction that is a code: chosen on drawn codes; on boards dev, dev2 and dev3 it changes 3 of 1,000 words. */
const logCode = Math.log(0.003);
/** What a code is made of, of each kind all alike: digits, letters of one case, and signs between them. */
const logDigit = Math.log(0.45 / 10);
const logLetter = Math.log(0.43 / 26);
const signs = '-./:_';
const logSign = Math.log(0.12 / signs.length);
const logEnd = Math.log(0.12);

/** What a prefix has, as bits. */
const digit = 1;
const small = 2;
const great = 4;
/** At its end: a code does not end with a sign. */
const sign = 8;
/** What is in no code. */
const none = 16;

const whole = new Set([digit | small, digit | great]);

/**
 * The probability of codes: words of digits and letters of one case, in an order that no language knows, such as serial numbers,
 * plates, versions and hashes. Prefixes have numbers; 0 is the empty one.
 */
export class Codes {
  /** By symbol; symbol 0, the boundary, is in no code. */
  readonly #kinds: readonly number[];
  /** By prefix: what it has, and the logarithm of its probability. */
  #parts = new Int32Array(1);
  #logs = new Float64Array(1).fill(logCode);

  /** @param characters those of symbols 1, 2 and so on */
  constructor(characters: readonly string[]) {
    this.#kinds = [none, ...characters.map(kindOf)];
  }

  /** Makes room for the prefixes 0 to capacity - 1. */
  reserve(capacity: number): void {
    this.#parts = grown(this.#parts, capacity);
    this.#logs = grown(this.#logs, capacity);
  }

  /**
   * Adds a prefix that is one symbol longer than another.
   *
   * @returns the logarithm of its probability; -Infinity if no code begins like this
   */
  extend(prefix: number, longer: number, symbol: number): number {
    const kind = this.#kinds[symbol];
    const parts = (this.#parts[prefix] & ~sign) | kind;
    const isOfOneCase = (parts & small) === 0 || (parts & great) === 0;
    this.#parts[longer] = parts;
    this.#logs[longer] = kind !== none && isOfOneCase ? this.#logs[prefix] + logOf(kind) : -Infinity;
    return this.#logs[longer];
  }

  /** The logarithm of the probability of a prefix as a whole code: it has both letters and digits. */
  end(prefix: number): number {
    return whole.has(this.#parts[prefix]) ? this.#logs[prefix] + logEnd : -Infinity;
  }
}

function kindOf(character: string): number {
  if (signs.includes(character)) return sign;
  if (/^[0-9]$/u.test(character)) return digit;
  if (/^[a-z]$/u.test(character)) return small;
  return /^[A-Z]$/u.test(character) ? great : none;
}

function logOf(kind: number): number {
  if (kind === sign) return logSign;
  return kind === digit ? logDigit : logLetter;
}
