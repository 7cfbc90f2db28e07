import { indexedReadings } from '../store/index/wordEntries.ts';
import { placeKey, type Place } from '../store/index/places.ts';
import { findPlacedReadings, findPostings } from '../store/index/postings.ts';
import type { ReadableDatabase } from '../store/database.ts';
import {
  Evidence,
  filterEvidence,
  leastProbability,
  mergeAll,
  scaled,
  wayNumber,
} from './kernels/evidence.ts';
import { phraseEvidence } from './kernels/phraseEvidence.ts';
import type { WordNode } from './query.ts';
import { findSkippable } from './skippable.ts';

/** Signs of prose around a word. */
const prose = /^[,;:"'“”‘’.!?…]+|[,;:"'“”‘’.!?…]+$/gu;
/** A star before letters stands for others: `*garten`. */
const ending = /^\*\p{L}{3,}$/u;
/** A sign of code, or a sign between letters or digits, unless it is an apostrophe or a hyphen of prose. */
const code = /[()[\]{}=+<>_#/\\&|%^~@$*]|[\p{L}\p{N}][.:!?]+[\p{L}\p{N}]|-\p{N}|\p{N}-/u;
/** The plus of a phone number stands for zeros, and is left out where the number is written in groups. */
const phone = /^\+\p{N}{7,}$/u;
/** Signs that are searched without a letter: two or more, one of them of code. */
const operator = /^(?=.*[=<>&|+[\]{}])[=!<>+&|^%~/()[\]{}.:;-]{2,}$/u;

/** Arrows, ticks, hearts and other pictures, with their skin tones and joiners. */
const pictures = /^[\p{So}\p{Sk}\u2190-\u21ff\u27f0-\u297f\u200d]+$/u;

/** Whether a word has nothing but pictures. It is searched where a query has no other words. */
export function isPictures(text: string): boolean {
  return pictures.test(plainSigns(text));
}

/** Whether a word is the end of others. */
export function isEnding(text: string): boolean {
  return ending.test(text);
}

/** In lower case, fractions with a slash, pictures without the sign that makes them colourful. */
function plainSigns(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u00bc-\u00be\u2150-\u215e]/gu, (fraction) =>
      fraction.normalize('NFKD').replace('\u2044', '/'),
    )
    .replace(/[\ufe0e\ufe0f]/gu, '');
}

/**
 * The signs and letters of a query's word that readings must contain to be first; null for a word of prose. `O(n)` and
 * `arr[i]` have signs, `don't` and `end.` have none. ½ is `1/2`.
 */
export function literalOf(text: string): string | null {
  if (text.endsWith('*') || isEnding(text)) return null;
  const plain = plainSigns(text);
  if (operator.test(plain) || pictures.test(plain)) return plain;
  if (!/\p{L}|\p{N}/u.test(plain)) return null;
  const inner = plain.replace(prose, '');
  if (phone.test(inner)) return null;
  return code.test(inner) ? inner : null;
}

/** The most places whose texts are compared. In a large library, "e[1]" has many. */
const mostPlaces = 3000;

/** Words, or words next to each other, with a reading that contains every character of the query's word. */
export function literalEvidence(db: ReadableDatabase, node: WordNode): Evidence {
  const { literal, parts, match } = node;
  if (literal === null) return new Evidence();
  // The last part of an unfinished word may be the beginning of another one.
  const certain = match === 'typing' && parts.length > 1 ? parts.slice(0, -1) : parts;
  const lists = (certain.length === 0 ? [''] : [...new Set(certain)]).map((part) =>
    scaled(findPostings(db, part), part, 'read', 1),
  );
  const single = lists.reduce(commonPlaces);
  const runs = parts.length > 1 && match !== 'typing' ? runsOf(db, parts) : new Evidence();
  return matching(db, mergeAll([mostLikely(single), mostLikely(runs)]), node, literal);
}

function runsOf(db: ReadableDatabase, parts: readonly string[]): Evidence {
  const lists = parts.map((part) => scaled(findPostings(db, part), part, 'read', 1));
  return phraseEvidence(lists, parts.join(' '), findSkippable(db));
}

/** The entries of the first list whose places are in the second. */
function commonPlaces(a: Evidence, b: Evidence): Evidence {
  let next = 0;
  return filterEvidence(a, (index) => {
    const { photo, position } = a.entry(index);
    next = b.firstAt(photo, position, next);
    return next < b.length && b.photos[next] === photo && b.positions[next] === position;
  });
}

function mostLikely(from: Evidence): Evidence {
  if (from.length <= mostPlaces) return from;
  const least = from.probabilities.slice(0, from.length).sort().at(-mostPlaces) ?? 0;
  let left = mostPlaces;
  return filterEvidence(from, (index) => from.entry(index).probability >= least && left-- > 0);
}

/** Keeps the places with the literal text, with the probability of their readings that contain it. */
function matching(
  db: ReadableDatabase,
  candidates: Evidence,
  { term, match }: WordNode,
  literal: string,
): Evidence {
  const places: Place[] = [];
  for (let index = 0; index < candidates.length; index += 1) {
    const { photo, position, span } = candidates.entry(index);
    for (let offset = 0; offset < span; offset += 1) places.push({ photo, position: position + offset });
  }
  const words = new Map(
    findPlacedReadings(db, places).map((word) => [placeKey(word.photo, word.position), word]),
  );
  const holds = (text: string): boolean => containsToken(text, literal, match === 'typing');
  const found = new Evidence(candidates.length);
  const source = found.source(term);
  for (let index = 0; index < candidates.length; index += 1) {
    const { photo, position, span, probability: asFound } = candidates.entry(index);
    const own = Array.from({ length: span }, (_, offset) => words.get(placeKey(photo, position + offset)));
    const [first] = own;
    const probability =
      span === 1 && first !== undefined
        ? indexedReadings(first)
            .filter(({ text }) => holds(text))
            .reduce((sum, { confidence }) => sum + confidence, 0)
        : holds(own.map((word) => word?.text ?? '').join(''))
          ? asFound
          : 0;
    if (probability < leastProbability) continue;
    found.push({
      photo,
      position,
      span,
      probability: Math.min(1, probability),
      way: wayNumber('read'),
      source,
    });
  }
  return found;
}

/** Whether a text contains a token that is not part of a longer word. Case does not count. */
export function containsToken(text: string, token: string, isPrefix: boolean): boolean {
  const lower = plainSigns(text);
  const last = token.at(-1) ?? '';
  for (let at = lower.indexOf(token); at !== -1; at = lower.indexOf(token, at + 1)) {
    const [before, after] = [lower[at - 1] ?? '', lower[at + token.length] ?? ''];
    const isCut = areOneRun(before, token[0] ?? '');
    if (!isCut && (isPrefix || !areOneRun(last, after))) return true;
  }
  return false;
}

/** Whether two neighbours belong to one word, as a letter and a letter or digits do: `v2.1.0` has `2.1.0`, and `5kg` has `kg`. */
function areOneRun(a: string, b: string): boolean {
  const [word, digits] = [/[\p{L}\p{M}_]/u, /\p{N}/u];
  return (word.test(a) && word.test(b)) || (digits.test(a) && digits.test(b));
}

const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[' };

/** A remark for the user about a quotation mark or the first bracket of a query without its counterpart; null if there is none. */
export function unbalancedRemark(query: string): string | null {
  // Brackets in quotes are text.
  const unquoted = query.replace(/"[^"]*"/gu, ' ');
  // A sign of inches is no quotation mark.
  if (/(?:^|[\s(:-])"/u.test(unquoted)) {
    return 'A quotation mark is not closed: “"”. All that follows it was searched as one phrase.';
  }
  const open: string[] = [];
  for (const sign of unquoted) {
    if (sign === '(' || sign === '[') open.push(sign);
    else if (sign === ')' || sign === ']') {
      if (open.pop() !== pairs[sign]) return `A bracket is not opened: “${sign}”.`;
    }
  }
  const [first] = open;
  return first === undefined ? null : `A bracket is not closed: “${first}”.`;
}
