import type { Filter } from './query.ts';

interface ParsedFilter {
  readonly filter: Filter | null;
  /** A remark for the user if the value is invalid. */
  readonly remark: string | null;
}

const date = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/u;
const progressOf: Readonly<Record<string, readonly string[]>> = {
  yes: ['in-work', 'done'],
  no: ['new', 'read'],
  done: ['done'],
  'in-work': ['in-work'],
  read: ['read'],
  new: ['new'],
};

/** Parses `name:value`. An unfinished value may have no filter yet. */
export function parseFilter(name: string, value: string, isExcluded: boolean): ParsedFilter {
  if (value === '') return { filter: null, remark: null };
  switch (name) {
    case 'folder':
      return { filter: { kind: 'folder', isExcluded, text: value }, remark: null };
    case 'date':
      return dateFilter(value, isExcluded);
    case 'confidence':
      return confidenceFilter(value, isExcluded);
    default:
      return labelledFilter(value, isExcluded);
  }
}

/** `2024`, `2024-05`, `2024-05-31`, `2023..2024-06`, `>2024`, `>=2024-05`, `<2024`. */
function dateFilter(value: string, isExcluded: boolean): ParsedFilter {
  const [from = '', to] = value.split('..');
  const sign = /^(>=|<=|>|<)(.*)$/u.exec(value);
  const range =
    sign !== null
      ? signRange(sign[1] ?? '', sign[2] ?? '')
      : to === undefined
        ? [from, from]
        : [from === '' ? null : from, to === '' ? null : to];
  if (range.every((end) => end === null) || range.some((end) => end !== null && !date.test(end))) {
    return misread(
      'date',
      value,
      'a year, month or day such as 2024, 2024-05, 2024-05-31, 2023..2024, >2024',
    );
  }
  const [first = null, last = null] = range;
  return { filter: { kind: 'date', isExcluded, from: first, to: last }, remark: null };
}

function signRange(sign: string, text: string): (string | null)[] {
  if (sign === '>=') return [text, null];
  if (sign === '<=') return [null, text];
  if (!date.test(text)) return [text, text];
  // A sign that excludes the period itself: from right after it, or until right before it.
  return sign === '>' ? [stepped(text, 1), null] : [null, stepped(text, -1)];
}

/** The next (1) or previous (-1) year, month or day. */
function stepped(text: string, by: 1 | -1): string {
  const [year = 0, month, day] = text.split('-').map(Number);
  const moved = new Date(
    Date.UTC(
      year + (month === undefined ? by : 0),
      (month ?? 1) - 1 + (month !== undefined && day === undefined ? by : 0),
      (day ?? 1) + (day === undefined ? 0 : by),
    ),
  );
  return moved.toISOString().slice(0, text.length);
}

function labelledFilter(value: string, isExcluded: boolean): ParsedFilter {
  const progress = progressOf[value.toLowerCase()];
  if (progress === undefined) return misread('labelled', value, 'yes, no, done, in-work, read or new');
  return { filter: { kind: 'labelled', isExcluded, progress }, remark: null };
}

/** `0.8`, `80%`, `80`, each also behind `>` or `>=`. */
function confidenceFilter(value: string, isExcluded: boolean): ParsedFilter {
  const [, digits = '', percent = ''] = /^(?:>=?)?(\d{1,3}(?:\.\d{0,6})?|\.\d{1,6})(%?)$/u.exec(value) ?? [];
  const number = Number(digits);
  const least = percent === '' && number <= 1 ? number : number / 100;
  if (digits === '' || least > 1) return misread('confidence', value, 'a share such as 0.8 or 80%');
  return { filter: { kind: 'confidence', isExcluded, least }, remark: null };
}

function misread(name: string, value: string, expected: string): ParsedFilter {
  return { filter: null, remark: `${name}:${value} was ignored. Expected ${name}: followed by ${expected}.` };
}
