/**
 * Characters that drive a terminal or hide what a line says: controls of ECMA-48 without tab and line feed, and the embeddings,
 * overrides and isolates of Unicode's bidirectional algorithm (UAX 9).
 */
const driving = /(?![\t\n])\p{Cc}|[\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu;

const hex = (character: string, digits: number): string =>
  (character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');

/** Text of a file, a photo or a person for a terminal: what would drive it is shown instead, as `\x1b`. */
export function printable(text: string): string {
  return text.replace(driving, (found) =>
    found < '\u{100}' ? `\\x${hex(found, 2)}` : `\\u${hex(found, 4)}`,
  );
}

/** The same value as JSON, with all such characters escaped. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(driving, (found) => `\\u${hex(found, 4)}`);
}
