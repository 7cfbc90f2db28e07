import { foldTerms, foldText } from '../../shared/text.ts';

/** One thing a photo must hold, or with `-` in front must not. */
export type Clause =
  | {
      readonly kind: 'word';
      /** Folded, signs inside dropped: "l'été" is "lete". */
      readonly term: string;
      /** Its folded runs: "l'été" is "l", "ete". */
      readonly parts: readonly string[];
      /** `exact` as it stands, `prefix` with a star, `typing` the last word of an unfinished query. */
      readonly match: 'exact' | 'prefix' | 'typing';
    }
  | {
      readonly kind: 'phrase';
      /** Its folded words, one space between them. */
      readonly term: string;
      readonly parts: readonly string[];
      /** `typing`: its closing quote is not there yet, so its last word may go on. */
      readonly match: 'exact' | 'typing';
    };

/** Every `required` clause holds and no `excluded` one does. */
export interface ClauseGroup {
  readonly required: readonly Clause[];
  readonly excluded: readonly Clause[];
}

/** Groups are alternatives to each other. */
export type Query = readonly ClauseGroup[];

/** As many clauses as a query may have: more would only cost time. */
const mostClauses = 32;

/** From this length on, the last word of a query finds words that only begin with it. */
const shortestTyping = 2;

/**
 * Understands a query: `words` (all of them), `"a phrase"`, `prefix*`, `a OR b`, `-not`. OR binds
 * loosest: `a b OR c` finds "a" with "b", or "c". Whatever else is typed is looked for as it stands,
 * or ignored where it holds no letter and no digit; nothing is refused.
 */
export function parseQuery(text: string): Query {
  const tokens = tokenize(text);
  const groups: { required: Clause[]; excluded: Clause[] }[] = [{ required: [], excluded: [] }];
  for (const [index, token] of tokens.slice(0, mostClauses).entries()) {
    if (!token.isQuoted && token.text === 'OR') {
      groups.push({ required: [], excluded: [] });
      continue;
    }
    const isTyping = index === tokens.length - 1 && !/\s$/u.test(text) && !token.isExcluded;
    const clause = clauseOf(token, isTyping);
    if (clause === undefined) continue;
    const group = groups.at(-1);
    (token.isExcluded ? group?.excluded : group?.required)?.push(clause);
  }
  return groups.filter(({ required }) => required.length > 0);
}

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly isClosed: boolean;
  readonly isExcluded: boolean;
}

/** A quote that is never closed runs to the end, as it does while it is being typed. */
function tokenize(text: string): Token[] {
  return Array.from(text.matchAll(/(-?)"([^"]*)("?)|(\S+)/gu), (match): Token => {
    const [, minus = '', quoted, close = '', bare = ''] = match;
    if (quoted !== undefined) {
      return { text: quoted, isQuoted: true, isClosed: close !== '', isExcluded: minus !== '' };
    }
    const isExcluded = /^-[\p{L}\p{N}]/u.test(bare);
    return { text: isExcluded ? bare.slice(1) : bare, isQuoted: false, isClosed: true, isExcluded };
  });
}

function clauseOf({ text, isQuoted, isClosed }: Token, isTyping: boolean): Clause | undefined {
  const parts = foldTerms(text);
  const term = foldText(text);
  if (parts.length === 0 || term === '') return undefined;
  if (isQuoted) return { kind: 'phrase', term: parts.join(' '), parts, match: isClosed ? 'exact' : 'typing' };
  const isPrefix = text.endsWith('*');
  const isUnfinished = isTyping && term.length >= shortestTyping;
  const match = isPrefix ? 'prefix' : isUnfinished ? 'typing' : 'exact';
  return { kind: 'word', term, parts, match };
}
