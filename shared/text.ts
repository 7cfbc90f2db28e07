/**
 * The form in which every text is stored: Unicode NFC, without leading and trailing white space, lines ending with line
 * feeds, on whatever system it was written.
 */
export function normalizeText(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/gu, '\n').trim();
}

/**
 * What no one writes: controls, halves of a character (lone surrogates), non-characters (Unicode Standard, 23.7). XML 1.0 allows
 * some of them: datasets give these back, documents for people have none.
 */
const unwritten = /[[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]--[\t\n\r]]/gv;

/** A text as any format can hold it: with U+FFFD for each character that no one writes. */
export function writableText(text: string): string {
  return text.replace(unwritten, '\u{fffd}');
}

/** The first character of a text that no one writes, such as "U+0002"; or null. */
export function controlCharacter(text: string): string | null {
  const code = text.match(unwritten)?.[0].codePointAt(0);
  return code === undefined ? null : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * The form that search and folded metrics compare: without accents and case, letters and digits only, ligatures
 * expanded. `"L'Été"` becomes `"lete"`, `"Straße"` becomes `"strasse"`, `"٣٤"` becomes `"34"`. ½ keeps its stroke, to differ from 12.
 */
export function foldText(text: string): string {
  // Most texts are ASCII, for which this takes a tenth of the time.
  if (/^[\0-\x7f]*$/u.test(text)) return text.toLowerCase().replace(/[^a-z0-9]/gu, '');
  return foldLetters(text).replace(/[^\p{L}\p{N}\p{M}\u2044]|(?<!\p{N})\u2044|\u2044(?!\p{N})/gu, '');
}

/** Whether a text has neither letters nor digits, as "=" has. Search and phrases pass over it. */
export function isSign(text: string): boolean {
  return text !== '' && foldText(text) === '';
}

/** Runs of letters and digits, accents and case folded: `"L'Été"` becomes `["l", "ete"]`. */
export function foldTerms(text: string): string[] {
  return foldLetters(text).match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
}

/**
 * Letters that lower-casing alone keeps different: "STRASSE" equals "Straße", and a final sigma equals a sigma (Unicode
 * Standard, 5.18, full case folding). NFKD changes none of the others: "coeur" equals "cœur", "Lodz" equals "Łódź", and
 * "smorrebrod" equals "smørrebrød".
 */
const spelledOut: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', œ: 'oe', æ: 'ae', ς: 'σ', þ: 'th' },
  ...{ ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ŋ: 'n', ŧ: 't' },
};

const spelledOutLetters = new RegExp(`[${Object.keys(spelledOut).join('')}]`, 'gu');

/**
 * Accents and points, which people leave out: of Latin, Greek, Cyrillic, Hebrew and Arabic. Marks of other scripts, such as
 * vowels of Devanagari and Thai or the voicing of Kana, make another letter.
 */
const accents =
  /(?=\p{M})(?![\u3099\u309a])[\p{Script=Inherited}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]|[\u200c\u200d]/gu;

/** In NFC, as other programs and the pairs of `unspacedPairs` have what is not folded. */
function foldLetters(text: string): string {
  return text
    .normalize('NFKD')
    .replace(accents, '')
    .toLowerCase()
    .replace(spelledOutLetters, (letter) => spelledOut[letter] ?? letter)
    .replace(/(?![0-9])\p{Nd}/gu, digitOf)
    .normalize('NFC');
}

/** The digit 0 to 9 that one of another script is: ٣ is 3. Unicode has them in tens. */
function digitOf(digit: string): string {
  let zero = digit.codePointAt(0) ?? 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(((digit.codePointAt(0) ?? 0) - zero) % 10);
}

/** How people write letters that their keyboard lacks: German umlauts, and those of Danish, Norwegian and Swedish. */
const transcriptions: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };
const transcribedLetters = new RegExp(`[${Object.keys(transcriptions).join('')}]`, 'gu');

/** A text folded with its letters transcribed: "Müller" becomes "mueller"; null for a text without such letters. */
export function transcribed(text: string): string | null {
  const plain = text.normalize('NFC').toLowerCase();
  const spelled = plain.replace(transcribedLetters, (letter) => transcriptions[letter] ?? letter);
  return spelled === plain ? null : foldText(spelled);
}

/** Runs that are written without spaces between words: Chinese characters and Japanese syllables. */
export function unspacedRuns(text: string): string[][] {
  const runs =
    text.normalize('NFKC').match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu) ?? [];
  return runs.map(characters);
}

/** The pairs of neighbouring characters in the runs of a text without spaces. "機械学習" becomes "機械", "械学", "学習". */
export function unspacedPairs(text: string): string[] {
  return unspacedRuns(text).flatMap((run) =>
    run.slice(1).map((character, index) => `${run[index] ?? ''}${character}`),
  );
}

/** The parts by which a text without spaces is found: its pairs, and each character, which may be a word. */
export function unspacedParts(text: string): string[] {
  return [...unspacedPairs(text), ...unspacedRuns(text).flat()];
}

/** Search terms of a text: its folded runs of two or more letters and digits. */
export function searchTerms(text: string): string[] {
  return foldTerms(text).filter((term) => characters(term).length >= 2);
}

let numbers: Intl.NumberFormat | undefined;

/** A number for people: `12,751`. */
export function formatCount(count: number): string {
  // Not with the module, which each process imports: the data of all languages takes 20 ms to load.
  numbers ??= new Intl.NumberFormat('en');
  return numbers.format(count);
}

/** `1 photo`, `3,000 photos`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** The Unicode code points of a text. The alphabet and the edit distance count these. */
export function characters(text: string): string[] {
  return Array.from(text);
}

/**
 * Levenshtein distance (insert, delete, substitute: 1 each) in code points.
 * Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966.
 */
export function editDistance(a: string, b: string): number {
  return distanceOf(characters(a), characters(b));
}

/** The same over any units, such as words. */
function distanceOf(source: readonly string[], target: readonly string[]): number {
  let previous = Array.from({ length: target.length + 1 }, (_, column) => column);
  for (const [row, character] of source.entries()) {
    const current = [row + 1];
    for (const [column, other] of target.entries()) {
      const substitute = (previous[column] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(substitute, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[target.length] ?? 0;
}

export interface Comparison {
  readonly truth: string;
  readonly reading: string;
}

/**
 * Character error rate, micro-averaged: the sum of edit distances divided by the sum of true lengths. 0 is
 * perfect; values above 1 are possible. NaN when there is no true character.
 */
export function characterErrorRate(comparisons: readonly Comparison[]): number {
  let edits = 0;
  let length = 0;
  for (const { truth, reading } of comparisons) {
    edits += editDistance(truth, reading);
    length += characters(truth).length;
  }
  return edits / length;
}

/**
 * Word error rate, micro-averaged: the sum of edit distances over words, between white space, divided by the number of true
 * words. Of single words it is the share that is not read exactly. NaN when there is nothing to compare.
 */
export function wordErrorRate(comparisons: readonly Comparison[]): number {
  const wordsOf = (text: string): string[] => text.trim().split(/\s+/u);
  let edits = 0;
  let count = 0;
  for (const { truth, reading } of comparisons) {
    const words = wordsOf(truth);
    edits += distanceOf(words, wordsOf(reading));
    count += words.length;
  }
  return edits / count;
}
