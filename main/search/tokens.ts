/** A piece of a query as typed. */
export type Token =
  | { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' }
  | { readonly kind: 'near'; readonly within: number }
  | { readonly kind: 'word'; readonly text: string; readonly isTyping: boolean }
  /** An unclosed quote runs to the end, as while it is being typed. */
  | { readonly kind: 'phrase'; readonly text: string; readonly isTyping: boolean }
  | { readonly kind: 'filter'; readonly name: string; readonly value: string; readonly isExcluded: boolean };

/** The most tokens of a query, to limit its time. */
export const mostTokens = 64;

/** The default distance of NEAR, in words. */
export const nearWords = 8;
const mostNear = 1000;

const piece = /(-?)(folder|date|labell?ed|confidence):("[^"]*"?|\S*)|((?:-?\()*)(-?)"([^"]*)("?)|\S+/giu;
const operators = { AND: 'and', OR: 'or', NOT: 'not' } as const;

/** Splits a query into tokens; ignores everything else. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const match of text.matchAll(piece)) {
    if (tokens.length >= mostTokens) break;
    const [whole, filterMinus = '', name, value = '', opening = '', minus = '', quoted, close] = match;
    if (name !== undefined) {
      tokens.push({
        kind: 'filter',
        name: name.toLowerCase(),
        value: unquoted(value),
        isExcluded: filterMinus !== '',
      });
    } else if (quoted !== undefined) {
      tokens.push(...openingTokens(opening));
      depth += count(opening, '(');
      if (minus !== '') tokens.push({ kind: 'not' });
      tokens.push({ kind: 'phrase', text: quoted, isTyping: close === '' });
    } else {
      const isLast = match.index + whole.length === text.length;
      const found = bareTokens(whole, depth, isLast);
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
  if (/^-[\p{L}\p{N}]/u.test(text)) {
    return [{ kind: 'not' }, { kind: 'word', text: text.slice(1), isTyping: false }];
  }
  return [{ kind: 'word', text, isTyping }];
}

function unquoted(value: string): string {
  return value.replaceAll('"', '').trim();
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
