import { characters, foldTerms, foldText, transcribed, unspacedPairs } from '../../shared/text.ts';
import { filterNames, filtersOf, queryPieces, type QueryFilter } from '../../shared/queryFilters.ts';
import { cutTerm } from '../store/index/wordEntries.ts';
import { filterTable, parseFilter } from './filterTable.ts';
import { isEnding, isPictures, literalOf } from './literal.ts';
import { nearWords, type Filter, type Leaf, type Query, type QueryNode, type WordNode } from './query.ts';

/** Deeper parentheses are ignored. */
const deepest = 12;
/** The most words of a query to search. */
const mostWords = 32;
/** From this length, the last word of a query also finds words that start with it. */
const shortestTyping = 2;

/**
 * Parses a query: `words` (all of them), `"a phrase"`, `prefix*`, `a AND b`, `a OR b`, `NOT a` or
 * `-a`, `a NEAR b`, `a NEAR/5 b`, parentheses, and filters
 * (`filterTable`). NOT binds closest, then NEAR, AND, OR. Accepts every query: a misplaced part is searched as a word or ignored, and an invalid
 * filter gets a remark.
 */
export function parseQuery(text: string): Query {
  const tokens = tokenize(text);
  const filters: Filter[] = [];
  const remarks: string[] = [];
  for (const token of tokens) {
    const name = token.kind === 'word' ? unknownFilter.exec(token.text)?.[1] : undefined;
    if (name !== undefined) {
      remarks.push(`“${name}:” is no filter and was searched as a word. Filters: ${filterNames.join(', ')}.`);
    }
    if (token.kind !== 'filter') continue;
    const { filter, remark } = parseFilter(token.filter);
    if (filter !== null) filters.push(filter);
    if (remark !== null) remarks.push(remark);
  }
  const hasWords = tokens.some((token) => 'text' in token && /[\p{L}\p{N}]/u.test(token.text));
  const isBeside = (token: Token): boolean => hasWords && token.kind === 'word' && isPictures(token.text);
  const parser = new Parser(tokens.filter((token) => token.kind !== 'filter' && !isBeside(token)));
  const root = parser.either(0);
  if (parser.hasLeftOut) {
    remarks.push(`Only the first ${mostWords} words of the query were searched.`);
  } else if (tokens.length >= mostTokens) {
    remarks.push(`Only the first ${mostTokens} words and operators of the query were used.`);
  }
  const [first] = filtersOf(text);
  if (root === null && filters.length + remarks.length === 0 && first !== undefined) {
    remarks.push(`${first.name}: is followed by ${filterTable[first.name].expected}.`);
  }
  return { root: root === null ? null : withJoined(root), filters, remarks };
}

/** Recursive descent over tokens. A missing part is null. */
class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #words = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Whether the query has more words than are searched. */
  get hasLeftOut(): boolean {
    return this.#words > mostWords;
  }

  either(depth: number): QueryNode | null {
    const parts: (QueryNode | null)[] = [this.#all(depth)];
    for (;;) {
      const kind = this.#tokens[this.#at]?.kind;
      // At the top level, a closing parenthesis is ignored.
      if (kind === 'or' || (kind === 'close' && depth === 0)) {
        this.#at += 1;
        if (kind === 'or') parts.push(this.#all(depth));
        else parts.push(together('and', [parts.pop() ?? null, this.#all(depth)]));
      } else return together('or', parts);
    }
  }

  #all(depth: number): QueryNode | null {
    const parts: (QueryNode | null)[] = [];
    for (;;) {
      const kind = this.#tokens[this.#at]?.kind;
      if (kind === undefined || kind === 'or' || kind === 'close') return together('and', parts);
      if (kind === 'and' || kind === 'near') this.#at += 1;
      else parts.push(this.#near(depth));
    }
  }

  #near(depth: number): QueryNode | null {
    let left = this.#without(depth);
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== 'near') return left;
      this.#at += 1;
      left = near(left, this.#without(depth), token.within);
    }
  }

  #without(depth: number): QueryNode | null {
    let isNot = false;
    while (this.#tokens[this.#at]?.kind === 'not') {
      this.#at += 1;
      isNot = !isNot;
    }
    const part = this.#atom(depth);
    return isNot && part !== null ? { kind: 'not', part } : part;
  }

  #atom(depth: number): QueryNode | null {
    while (depth >= deepest && this.#tokens[this.#at]?.kind === 'open') this.#at += 1;
    const token = this.#tokens[this.#at];
    if (token === undefined) return null;
    if (token.kind === 'open') {
      this.#at += 1;
      const inside = this.either(depth + 1);
      if (this.#tokens[this.#at]?.kind === 'close') this.#at += 1;
      return inside;
    }
    if (token.kind !== 'word' && token.kind !== 'phrase') return null;
    this.#at += 1;
    const leaf = token.kind === 'word' ? wordNode(token.text, token.isTyping) : phraseNode(token);
    this.#words += leaf === null ? 0 : leaf.kind === 'word' ? 1 : leaf.words.length;
    return this.#words > mostWords || leaf === null ? null : withPairs(leaf);
  }
}

function together(kind: 'and' | 'or', parts: readonly (QueryNode | null)[]): QueryNode | null {
  const found = parts.filter((part) => part !== null);
  return found.length > 1 ? { kind, parts: found } : (found[0] ?? null);
}

/** NEAR joins only words and phrases. */
function near(left: QueryNode | null, right: QueryNode | null, within: number): QueryNode | null {
  const isLeft = left !== null && (isLeaf(left) || left.kind === 'near');
  if (!isLeft || right === null || !isLeaf(right)) return together('and', [left, right]);
  if (left.kind !== 'near') return { kind: 'near', parts: [left, right], within };
  return { kind: 'near', parts: [...left.parts, right], within: Math.max(left.within, within) };
}

function isLeaf(node: QueryNode): node is Leaf {
  return node.kind === 'word' || node.kind === 'phrase';
}

function wordNode(text: string, isTyping: boolean, isVerbatim = false): WordNode | null {
  const parts = foldTerms(text).map(cutTerm);
  const literal = literalOf(text);
  const term = cutTerm(foldText(text)) || (literal ?? '');
  if (term === '') return null;
  const spelled = transcribed(text);
  const other = spelled === null ? null : cutTerm(spelled);
  const isUnfinished = isTyping && characters(term).length >= shortestTyping;
  const match = matchOf(text) ?? (isUnfinished ? 'typing' : 'exact');
  return { kind: 'word', term, text, literal, parts, match, isVerbatim, joined: [], transcribed: other };
}

/** A star at the end or the beginning of a word stands for any letters. */
function matchOf(text: string): 'prefix' | 'ending' | null {
  if (text.endsWith('*')) return 'prefix';
  return isEnding(text) ? 'ending' : null;
}

function phraseNode({ text, isTyping }: Extract<Token, { kind: 'phrase' }>): Leaf | null {
  const texts = text.split(/\s+/u);
  const words = texts.flatMap((word, index) => {
    const isLast = isTyping && index === texts.length - 1;
    return wordNode(word, isLast, true) ?? [];
  });
  const [first] = words;
  if (first === undefined || words.length === 1) return first ?? null;
  return { kind: 'phrase', term: words.map(({ term }) => term).join(' '), words };
}

/**
 * A word of a script without spaces is found whole, or by all its pairs of characters: boxes are cut elsewhere than the words
 * of a query.
 */
function withPairs(leaf: Leaf): QueryNode {
  if (leaf.kind !== 'word') return leaf;
  const pairs = [...new Set(unspacedPairs(leaf.text))].slice(0, mostWords);
  if (pairs.length < 2) return leaf;
  const parts = pairs.flatMap((pair) => wordNode(pair, false, true) ?? []);
  return { kind: 'or', parts: [leaf, { kind: 'and', parts }] };
}

/** Adds joined terms to neighbouring words, because the detector may have taken two words for one. */
function withJoined(node: QueryNode): QueryNode {
  if (node.kind === 'or') return { ...node, parts: node.parts.map(withJoined) };
  if (node.kind !== 'and') return node;
  const parts = node.parts.map(withJoined);
  return { ...node, parts: parts.map((part, index) => joinedTo(part, parts[index - 1], parts[index + 1])) };
}

function joinedTo(part: QueryNode, before: QueryNode | undefined, after: QueryNode | undefined): QueryNode {
  if (part.kind !== 'word' || (part.match !== 'exact' && part.match !== 'typing') || part.parts.length === 0)
    return part;
  const joined = [
    ...(before?.kind === 'word' ? [cutTerm(before.term + part.term)] : []),
    ...(after?.kind === 'word' && after.match !== 'prefix' ? [cutTerm(part.term + after.term)] : []),
  ];
  return { ...part, joined };
}

/** A piece of a query as typed. */
type Token =
  | { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' }
  | { readonly kind: 'near'; readonly within: number }
  | { readonly kind: 'word'; readonly text: string; readonly isTyping: boolean }
  /** An unclosed quote runs to the end, as while it is being typed. */
  | { readonly kind: 'phrase'; readonly text: string; readonly isTyping: boolean }
  | { readonly kind: 'filter'; readonly filter: QueryFilter };

/** The most tokens of a query, to limit its time. */
const mostTokens = 64;

const mostNear = 1000;

/** A word that looks like a filter, and no address, time or code. */
const unknownFilter = /^-?(\p{L}{2,}):[\p{L}\p{N}"]/u;
const operators = { AND: 'and', OR: 'or', NOT: 'not' } as const;

/** Splits a query into tokens; ignores everything else. */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const { text: whole, at, filter, phrase } of queryPieces(text)) {
    if (tokens.length >= mostTokens) break;
    if (filter !== null) tokens.push({ kind: 'filter', filter });
    else if (phrase !== null) {
      tokens.push(...openingTokens(phrase.opening));
      depth += count(phrase.opening, '(');
      if (phrase.isExcluded) tokens.push({ kind: 'not' });
      tokens.push({ kind: 'phrase', text: phrase.text, isTyping: !phrase.isClosed });
    } else {
      const found = bareTokens(whole, depth, at + whole.length === text.length);
      depth = found.depth;
      tokens.push(...found.tokens);
    }
  }
  return tokens;
}

/** A run without white space. Parentheses around it group; parentheses within it belong to it, as in "f(x)". */
function bareTokens(text: string, outer: number, isLast: boolean): { tokens: Token[]; depth: number } {
  const [opening = ''] = /^(?:-?\()*/u.exec(text) ?? [];
  const tokens = openingTokens(opening);
  const inner = text.slice(opening.length);
  const depth = outer + count(opening, '(');
  const unbalanced = Math.max(0, count(inner, ')') - count(inner, '('));
  const [ending = ''] = /\)*$/u.exec(inner) ?? [];
  const closing = Math.min(unbalanced, ending.length, depth);
  const word = inner.slice(0, inner.length - closing);
  if (word !== '') tokens.push(...wordTokens(word, isLast && closing === 0));
  for (let left = closing; left > 0; left -= 1) tokens.push({ kind: 'close' });
  return { tokens, depth: depth - closing };
}

/** The opening parentheses, each with or without a minus. */
function openingTokens(opening: string): Token[] {
  return Array.from(opening, (sign) => ({ kind: sign === '-' ? 'not' : 'open' }));
}

function wordTokens(text: string, isTyping: boolean): Token[] {
  if (text === 'AND' || text === 'OR' || text === 'NOT') return [{ kind: operators[text] }];
  const near = /^NEAR(?:\/(\d{1,4}))?$/u.exec(text);
  if (near !== null) {
    return [{ kind: 'near', within: Math.max(1, Math.min(mostNear, Number(near[1] ?? nearWords))) }];
  }
  if (/^-(?:[\p{L}\p{N}]|\*\p{L})/u.test(text)) {
    return [{ kind: 'not' }, { kind: 'word', text: text.slice(1), isTyping: false }];
  }
  return [{ kind: 'word', text, isTyping }];
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
