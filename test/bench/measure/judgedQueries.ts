import type { LabelledWord } from '../../../pretraining/data.ts';
import { type Random, createRandom } from '../../../shared/random.ts';
import { characters, foldTerms, foldText } from '../../../shared/text.ts';
import { mistyped } from '../mistyped.ts';

/** A page of the judged library, with its true words in reading order. */
export interface JudgedPage {
  readonly path: string;
  readonly words: readonly LabelledWord[];
  /** Whether queries are made of its words: of boards that trained nothing, or in French. */
  readonly source: 'dev' | 'french' | null;
}

export const queryKinds = ['exact', 'phrase', 'misspelt', 'code', 'two words', 'French'] as const;
type QueryKind = (typeof queryKinds)[number];

/** 200 in all. */
const numbers: Readonly<Record<QueryKind, number>> = {
  exact: 50,
  phrase: 35,
  misspelt: 40,
  code: 35,
  'two words': 20,
  French: 20,
};

export interface JudgedQuery {
  readonly kind: QueryKind;
  /** As a person types it, without a space at the end. */
  readonly text: string;
  /** How well each page answers it, by the page's index: 2 well, 1 also; other pages do not. */
  readonly gains: ReadonlyMap<number, number>;
}

const seed = 35;
const attempts = 20_000;

/** Queries over the true words, with the pages that answer them: the same ones every time. */
export function judgedQueries(pages: readonly JudgedPage[]): JudgedQuery[] {
  const judged = pages.map(describe);
  const known = new Set(judged.flatMap(({ terms }) => [...terms.keys()]));
  return queryKinds.flatMap((kind) => {
    const random = createRandom(seed).fork(kind);
    const made = new Map<string, JudgedQuery>();
    for (let attempt = 0; attempt < attempts && made.size < numbers[kind]; attempt += 1) {
      const query = makeQuery(kind, judged, known, random);
      if (query !== null && query.gains.size > 0) made.set(query.text, query);
    }
    return [...made.values()];
  });
}

interface DescribedWord extends LabelledWord {
  readonly terms: readonly string[];
  /** Taller than most words of its page, as the words of a heading are. */
  readonly isLarge: boolean;
}

interface DescribedPage {
  readonly source: JudgedPage['source'];
  readonly words: readonly DescribedWord[];
  /** The places of each term. */
  readonly terms: ReadonlyMap<string, readonly number[]>;
}

/** How much taller the words of a heading are than the page's median. */
const largeFactor = 1.5;

function describe({ words, source }: JudgedPage): DescribedPage {
  const heights = words.map(({ box }) => box[3]).sort((a, b) => a - b);
  const median = heights[heights.length >> 1] ?? 0;
  const described = words.map(({ text, box }) => ({
    text,
    box,
    terms: [...new Set([...foldTerms(text), foldText(text)])],
    isLarge: box[3] > largeFactor * median,
  }));
  const terms = new Map<string, number[]>();
  for (const [place, word] of described.entries()) {
    for (const term of word.terms) {
      const places = terms.get(term);
      if (places === undefined) terms.set(term, [place]);
      else places.push(place);
    }
  }
  return { source, words: described, terms };
}

type Places = (page: DescribedPage) => readonly number[];

/** A page answers well where it has the words more than once, or in a heading. */
function gainsOf(pages: readonly DescribedPage[], find: Places): Map<number, number> {
  const gains = new Map<number, number>();
  for (const [index, page] of pages.entries()) {
    const places = find(page);
    if (places.length === 0) continue;
    const isLarge = places.some((place) => page.words[place]?.isLarge === true);
    gains.set(index, places.length > 1 || isLarge ? 2 : 1);
  }
  return gains;
}

const shortestWord = 4;
const shortestFrench = 5;
const shortestMisspelt = 6;

function makeQuery(
  kind: QueryKind,
  pages: readonly DescribedPage[],
  known: ReadonlySet<string>,
  random: Random,
): JudgedQuery | null {
  const from = pages.filter(({ source }) => source === (kind === 'French' ? 'french' : 'dev'));
  const page = random.pick(from);
  const place = random.integer(0, page.words.length - 1);
  const text = page.words[place]?.text ?? '';
  switch (kind) {
    case 'exact':
      return wordQuery(kind, pages, text, shortestWord);
    case 'French':
      return wordQuery(kind, pages, random.chance(0.5) ? withoutAccents(text) : text, shortestFrench);
    case 'misspelt': {
      const word = wordQuery(kind, pages, text, shortestMisspelt);
      if (word === null) return null;
      const once = mistyped(word.text, random);
      const typed = random.chance(0.5) ? once : mistyped(once, random);
      return known.has(typed) ? null : { ...word, text: typed };
    }
    case 'phrase':
      return phraseQuery(pages, page, place, random.integer(2, 3));
    case 'code':
      return codeQuery(pages, text);
    case 'two words':
      return pairQuery(pages, text, random.pick(page.words).text);
  }
}

function withoutAccents(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '');
}

/** A word without signs around it; null if it has signs inside, or is too short. */
function bareWord(text: string, shortest: number): string | null {
  const word = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return /^\p{L}+$/u.test(word) && characters(word).length >= shortest ? word.toLowerCase() : null;
}

function wordQuery(
  kind: QueryKind,
  pages: readonly DescribedPage[],
  text: string,
  shortest: number,
): JudgedQuery | null {
  const word = bareWord(text, shortest);
  if (word === null) return null;
  return { kind, text: word, gains: gainsOf(pages, ({ terms }) => terms.get(foldText(word)) ?? []) };
}

/** Whether a word follows another in the same line, and not in the next column. */
function follows(word: LabelledWord | undefined, before: LabelledWord | undefined): boolean {
  if (word === undefined || before === undefined) return false;
  const [[left, top, width, height], [x, y, , ownHeight]] = [before.box, word.box];
  const overlap = Math.min(top + height, y + ownHeight) - Math.max(top, y);
  const gap = x - left - width;
  return overlap > 0.5 * Math.min(height, ownHeight) && Math.abs(gap) < 1.5 * Math.max(height, ownHeight);
}

/** Words that follow each other in a line, at least one of them long, in quotes. */
function phraseQuery(
  pages: readonly DescribedPage[],
  page: DescribedPage,
  place: number,
  length: number,
): JudgedQuery | null {
  const run = page.words.slice(place, place + length);
  if (!run.every((word, index) => index === 0 || follows(word, run[index - 1]))) return null;
  const words = run.map(({ text }) => bareWord(text, 2));
  const phrase = words.filter((word) => word !== null);
  if (phrase.length < length || !phrase.some((word) => word.length >= shortestWord)) return null;
  const find: Places = ({ words: all, terms }) =>
    (terms.get(foldText(phrase[0] ?? '')) ?? []).filter((start) =>
      phrase.every((word, offset) => all[start + offset]?.terms.includes(foldText(word)) === true),
    );
  return { kind: 'phrase', text: `"${phrase.join(' ')}"`, gains: gainsOf(pages, find) };
}

/** Places between two words of a query that are near each other. */
const near = 5;

function pairQuery(pages: readonly DescribedPage[], one: string, other: string): JudgedQuery | null {
  const [left, right] = [bareWord(one, shortestWord), bareWord(other, shortestWord)];
  if (left === null || right === null || left === right) return null;
  const gains = new Map<number, number>();
  for (const [index, { terms }] of pages.entries()) {
    const [lefts, rights] = [terms.get(foldText(left)) ?? [], terms.get(foldText(right)) ?? []];
    if (lefts.length === 0 || rights.length === 0) continue;
    const isNear = lefts.some((a) => rights.some((b) => Math.abs(a - b) <= near));
    gains.set(index, isNear ? 2 : 1);
  }
  return { kind: 'two words', text: `${left} ${right}`, gains };
}

/** A token with the signs of code. Every sign must be on the page; case does not count. */
function codeQuery(pages: readonly DescribedPage[], text: string): JudgedQuery | null {
  const token = text.replace(/^[,;:"'.]+|[,;:"'.]+$/gu, '');
  const isCode = /[()[\]=+<>!_]|\p{L}\.\p{L}/u.test(token) && token.length >= 2;
  if (!isCode || !isBalanced(token) || /^\(|^[+=]?\d+$|"/u.test(token)) return null;
  const find: Places = ({ words }) =>
    words.flatMap((word, place) => {
      const after = words[place + 1]?.text ?? '';
      return holds(word.text, token) || (!holds(after, token) && holds(word.text + after, token))
        ? [place]
        : [];
    });
  return { kind: 'code', text: token, gains: gainsOf(pages, find) };
}

function isBalanced(token: string): boolean {
  const count = (sign: string): number => token.split(sign).length;
  return count('(') === count(')') && count('[') === count(']');
}

/** Whether a text contains a token that is not part of a longer word. */
function holds(text: string, token: string): boolean {
  const [lower, wanted] = [text.toLowerCase(), token.toLowerCase()];
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, at + 1)) {
    const [before, after] = [lower[at - 1] ?? '', lower[at + wanted.length] ?? ''];
    const isCut =
      (isLetter(before) && isLetter(wanted[0] ?? '')) || (isLetter(after) && isLetter(wanted.at(-1) ?? ''));
    if (!isCut) return true;
  }
  return false;
}

function isLetter(sign: string): boolean {
  return /[\p{L}\p{N}_]/u.test(sign);
}
