import type { Random } from '../../shared/random.ts';

/** Pieces that query languages, databases and parsers of all kinds stumble over. */
const pieces = [
  '"', '""', "'", "';--", '(', ')', '((((((((((((((((((((', '))))', '-', '--', '-(', '*', '**', '* *', ':', '^',
  'AND', 'OR', 'NOT', 'NEAR', 'NEAR/0', 'NEAR/9999', 'NEAR/-1', 'NEAR(', 'a OR', 'OR OR', 'NOT NOT NOT', '-"',
  'folder:', 'folder:"', 'folder:"a b', 'date:', 'date:2024', 'date:2024-13-99', 'date:..', 'date:>', 'date:<2024',
  'date:>=2024-02..2025', 'labelled:', 'labelled:maybe', 'labelled:yes', '-labelled:no', 'confidence:',
  'confidence:-1', 'confidence:1e99', 'confidence:80%', 'confidence:>0.5', 'unknown:filter', 'folder:date:labelled:',
  'a*', 'th*', 's* t* r* a*', '"the of', '"the of and" NEAR the', 'the NEAR/1000 of NEAR a NEAR to', '\u0000', '\uD800',
  '\uFFFF', '\u{10FFFF}', '\u202E', '\u200B', '\uFEFF', 'e\u0301\u0301\u0301\u0301', 'ﬃ', 'İı', 'ß', '👩‍👩‍👧', 'ａｂｃ', '٣٤',
  '%', '_', '\\', '\\"', '{}', '[]', '<script>', '${x}', '../..', '\n', '\t', 'NULL', 'undefined', '0', '-0', '1e400',
] as const; // prettier-ignore

/**
 * A query as nobody types it and some do: runs of hostile pieces, of any characters, of words that stand
 * in the library, long ones too. At most 1,000 characters.
 */
export function hostileQuery(random: Random, words: readonly string[]): string {
  const parts = Array.from({ length: random.integer(1, random.chance(0.05) ? 200 : 9) }, () =>
    part(random, words),
  );
  return parts.join(random.chance(0.7) ? ' ' : '').slice(0, 1000);
}

function part(random: Random, words: readonly string[]): string {
  const dice = random.next();
  if (dice < 0.35) return random.pick(pieces);
  if (dice < 0.7) return random.pick(words);
  if (dice < 0.75) return random.pick(words).slice(0, random.integer(1, 3)) + '*';
  if (dice < 0.8) return `"${random.pick(words)} ${random.pick(words)}"`;
  if (dice < 0.83) return String.fromCharCode(random.integer(97, 122)).repeat(random.integer(1, 900));
  if (dice < 0.9) return random.pick(words) + random.pick(words);
  return Array.from({ length: random.integer(1, 12) }, () =>
    String.fromCharCode(random.integer(0, random.chance(0.5) ? 127 : 0xffff)),
  ).join('');
}
