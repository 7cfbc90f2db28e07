import type { Random } from '../../../shared/random.ts';
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
