import type { Random } from '../../shared/random.ts';
import { identifiers, keywords, methods } from './terms.ts';

/** One run of program text without a space, as it stands on a board: `insertBefore(val,newVal)`. */
export function codeToken(random: Random): string {
  return random.pick(forms)(random);
}

const forms: readonly ((random: Random) => string)[] = [
  (random) => `${name(random)}.${name(random)}`,
  (random) => `${name(random)}.${name(random)}`,
  (random) => `${name(random)}.${call(random)}`,
  call,
  call,
  (random) => `${random.pick(methods)}(`,
  (random) => `(${name(random)})`,
  (random) => `(${name(random)},`,
  (random) => `${name(random)})`,
  (random) => `${name(random)}.${name(random)}${random.pick([';', ')', '){', ',', ':'])}`,
  (random) =>
    `${name(random)}${random.pick(['=', '==', '!=', '<', '>', '<=', '>=', '+=', '===', '→'])}${value(random)}`,
  (random) => `${name(random)}${random.pick([';', ',', ':', '++', '--', '[]', '()', '{', '+1', '-1', '/2'])}`,
  (random) => `${name(random)}[${random.chance(0.5) ? name(random) : value(random)}]`,
  (random) =>
    `O(${random.pick(['n', '1', 'log n', 'logn', 'n²', 'n^2', 'n*m', 'n+m', 'h', 'w', 'V+E', 'nlogn', 'N'])})`.replace(
      ' ',
      '',
    ),
  (random) => `[${values(random)}]`,
  (random) => `{${random.chance(0.5) ? values(random) : `${name(random)}:${value(random)}`}}`,
  (random) => `"${name(random)}"${random.chance(0.2) ? ',' : ''}`,
  (random) => `'${name(random)}'`,
  (random) => `${random.pick(keywords)}${random.pick(['(', '{', ':', ';', ''])}`,
  (random) => random.pick(operators),
  (random) => `//${name(random)}`,
  (random) => `<${random.pick(['T', 'int', 'string', 'Node', 'div', 'p', 'h1'])}>`,
  snake,
  camel,
  (random) => `${camel(random)}(${arguments_(random)})`,
  (random) =>
    `(${name(random)}${random.pick(['.next', '.left', '.right', '.value', '<n', '==null', '!=null', '>0'])})`,
];

const operators: readonly string[] = [
  '=>',
  '->',
  '→',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '++',
  '+=',
  '()',
  '[]',
  '{}',
  '});',
  '//',
  '≠',
  '≤',
  '≥',
  '…',
  '...',
  '×',
  '){',
  '<-',
  '===',
  '!==',
  '});',
  '()',
  '[0]',
  '[i]',
  '-->',
  '(1)',
];

function name(random: Random): string {
  const plain = random.pick(identifiers);
  return random.chance(0.12) ? capitalised(plain) : plain;
}

function call(random: Random): string {
  return `${random.pick(methods)}(${arguments_(random)})${random.chance(0.15) ? random.pick([';', '{', ':']) : ''}`;
}

function arguments_(random: Random): string {
  const count = random.integer(0, 2);
  return Array.from({ length: count }, () => (random.chance(0.75) ? name(random) : value(random))).join(',');
}

function value(random: Random): string {
  if (random.chance(0.5)) return String(random.integer(0, random.chance(0.7) ? 9 : 120));
  return random.chance(0.5)
    ? random.pick(['null', 'true', 'false', 'None', 'NULL', '-1', '""', '0'])
    : name(random);
}

function values(random: Random): string {
  const makesLetters = random.chance(0.25);
  return Array.from({ length: random.integer(1, 6) }, () =>
    makesLetters ? String.fromCodePoint(97 + random.integer(0, 25)) : String(random.integer(0, 40)),
  ).join(',');
}

function snake(random: Random): string {
  return `${random.pick(identifiers)}_${random.pick(identifiers)}`;
}

function camel(random: Random): string {
  return `${random.pick(methods)}${capitalised(random.pick(identifiers))}`;
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Digits as notes hold them: counts, years, dates, times, prices, list numbers, sums. */
export function numberToken(random: Random): string {
  return random.pick(numberForms)(random);
}

const two = (value: number): string => String(value).padStart(2, '0');
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => String(random.integer(0, 9))).join('');

const numberForms: readonly ((random: Random) => string)[] = [
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
