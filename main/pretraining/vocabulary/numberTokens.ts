import type { Random } from '../../../shared/random.ts';

/** Digits as notes hold them: counts, years, dates, times, prices, list numbers, sums. */
export function numberToken(random: Random): string {
  return random.pick(forms)(random);
}

const two = (value: number): string => String(value).padStart(2, '0');
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => String(random.integer(0, 9))).join('');

const forms: readonly ((random: Random) => string)[] = [
  (random) => String(random.integer(0, 9)),
  (random) => String(random.integer(10, 99)),
  (random) => String(random.integer(0, 150)),
  (random) => String(random.integer(100, 9999)),
  (random) => digits(random, random.integer(2, 7)),
  (random) => String(random.integer(1850, 2035)),
  (random) => `${random.integer(1, 20)}${random.pick(['.', ')', ':', '.)'])}`,
  (random) => `${random.pick(['a', 'b', 'c', 'd', 'A', 'B', 'i', 'ii', 'iv'])}${random.pick(['.', ')'])}`,
  (random) => `(${random.integer(1, 20)})`,
  (random) => `${random.integer(1, 12)}/${random.integer(1, 31)}`,
  (random) => `${two(random.integer(1, 31))}/${two(random.integer(1, 12))}/${random.integer(1900, 2030)}`,
  (random) => `${random.integer(1990, 2030)}-${two(random.integer(1, 12))}-${two(random.integer(1, 28))}`,
  (random) => `${random.integer(1, 31)}.${random.integer(1, 12)}.`,
  (random) => `${random.integer(0, 23)}${random.pick([':', 'h', '.'])}${two(random.integer(0, 59))}`,
  (random) => `${random.integer(1, 12)}${random.pick(['am', 'pm', 'AM', 'PM'])}`,
  (random) =>
    `${random.pick(['$', '€', '£'])}${random.integer(1, 999)}${random.chance(0.4) ? `.${two(random.integer(0, 99))}` : ''}`,
  (random) =>
    `${random.integer(1, 99)}${random.pick([',', '.'])}${two(random.integer(0, 99))}${random.pick(['', '€', '$'])}`,
  (random) => `${random.integer(0, 100)}%`,
  (random) => `${random.pick(['+', '-', '~', '#', '<', '>', '='])}${random.integer(0, 500)}`,
  (random) =>
    `${random.integer(1, 20)}${random.pick(['st', 'nd', 'rd', 'th', 'x', 'k', 'K', 'M', 'kg', 'cm', 'ms', 'px', '°'])}`,
  (random) => `${random.integer(0, 50)}${random.pick(['+', '-', '*', '/', '='])}${random.integer(0, 50)}`,
  (random) => `${random.integer(0, 9)}.${digits(random, random.integer(1, 4))}`,
  (random) => `${random.integer(1, 99)},${digits(random, 3)}`,
  (random) => `${digits(random, 3)}-${digits(random, 4)}`,
  (random) => `n°${random.integer(1, 99)}`,
];
