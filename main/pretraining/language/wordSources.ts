import { z } from 'zod';
import { readPackage } from '../packages.ts';
import {
  abbreviations,
  commonFrench,
  computingTerms,
  identifiers,
  keywords,
  meetingTerms,
  methods,
} from '../vocabulary/terms.ts';
import { subtitleWords } from '../vocabulary/vocabulary.ts';

/** Words with their weights; the heavier, the commoner. */
export type WeightedWords = Map<string, number>;

export function addWeight(words: WeightedWords, word: string, weight: number): void {
  words.set(word, (words.get(word) ?? 0) + weight);
}

/** The labels that may train what ships: what people wrote on boards and in French notebooks. */
export interface Labels {
  readonly boards: readonly string[];
  readonly french: readonly string[];
}

/** Of each source, its share of the words that people write. */
type Shares = Partial<Record<ReturnType<typeof sourcesOf>[number][0], number>>;

/**
 * The words of each model: of all languages, mostly English, which every word is searched with; and of each language
 * alone, which tell the language of a page.
 */
const sharesOf = {
  all: {
    english: 0.38,
    rareEnglish: 0.01,
    french: 0.18,
    frenchEncyclopedia: 0.05,
    rareFrench: 0.01,
    german: 0.06,
    germanEncyclopedia: 0.03,
    boards: 0.13,
    terms: 0.08,
    frenchLabels: 0.04,
    names: 0.03,
  },
  english: { english: 0.6, rareEnglish: 0.02, boards: 0.2, terms: 0.13, names: 0.05 },
  french: {
    french: 0.5,
    frenchEncyclopedia: 0.2,
    rareFrench: 0.03,
    frenchLabels: 0.14,
    terms: 0.08,
    names: 0.05,
  },
  german: { german: 0.5, germanEncyclopedia: 0.3, terms: 0.1, names: 0.1 },
} as const satisfies Record<string, Shares>;

/** English words by their count in film subtitles. */
export function englishFrequencies(): WeightedWords {
  return new Map(subtitleWords().map(({ word, count }) => [word, count]));
}

/**
 * Every word that a lexicon knows, with its probability: English by its count in film subtitles, French and German by
 * their rank in subtitles and in the encyclopedia, all other words of the English and the French dictionary, names,
 * the words of boards and notes. A word is listed as it is written within a sentence; the reader itself makes its
 * first letter or all letters upper case.
 */
export function lexiconWords(labels: Labels, language: keyof typeof sharesOf): WeightedWords {
  const shares: Shares = sharesOf[language];
  const words: WeightedWords = new Map();
  for (const [name, source] of sourcesOf(labels)) {
    const share = shares[name] ?? 0;
    if (share === 0) continue;
    const total = [...source.values()].reduce((sum, weight) => sum + weight, 0);
    for (const [word, weight] of source) addWeight(words, word, (share * weight) / total);
  }
  return words;
}

function sourcesOf(labels: Labels) {
  const english = englishFrequencies();
  const rareEnglish = readWords('an-array-of-english-words');
  const rareFrench = readWords('an-array-of-french-words');
  const french = byRank(readWords('@zxcvbn-ts/language-fr/src/commonWords.json').map(withoutElision));
  const plain = new Set([...rareFrench, ...french.keys()]);
  const encyclopedia = readWords('@zxcvbn-ts/language-fr/src/wikipedia.json');
  const known = new Set([...english.keys(), ...rareEnglish, ...french.keys(), ...rareFrench]);
  const inText = (texts: readonly string[]) =>
    counted(
      texts.flatMap(segmentsOf).map((word) => (known.has(word.toLowerCase()) ? word.toLowerCase() : word)),
    );
  return [
    ['english', english],
    ['rareEnglish', alike(rareEnglish)],
    ['french', french],
    ['frenchEncyclopedia', byRank(encyclopedia.map((word) => (plain.has(word) ? word : capitalise(word))))],
    ['rareFrench', alike(rareFrench)],
    ['german', inBothCases(readWords('@zxcvbn-ts/language-de/src/commonWords.json'))],
    ['germanEncyclopedia', inBothCases(readWords('@zxcvbn-ts/language-de/src/wikipedia.json'))],
    ['boards', inText(labels.boards)],
    ['frenchLabels', inText(labels.french)],
    ['terms', alike(noteTerms())],
    ['names', byRank(names())],
  ] as const;
}

/** The commonest German words are no nouns. */
const commonestGerman = 200;

/**
 * German nouns are written with a capital, and the lists are in small letters: half of each word's weight goes to
 * either case.
 */
function inBothCases(words: readonly string[]): WeightedWords {
  const weights: WeightedWords = new Map();
  for (const [rank, [word, weight]] of [...byRank(words)].entries()) {
    const great = rank < commonestGerman ? 0 : weight / 2;
    addWeight(weights, word, weight - great);
    if (great > 0) addWeight(weights, capitalise(word), great);
  }
  return weights;
}

/** What boards and notes hold that dictionaries lack. */
function noteTerms(): string[] {
  const lists = [identifiers, methods, keywords, computingTerms, meetingTerms, abbreviations, commonFrench];
  return lists.flat().flatMap(segmentsOf);
}

function names(): string[] {
  const list = (name: string, count: number) => readWords(name).slice(0, count);
  return [
    ...list('@zxcvbn-ts/language-en/src/firstnames.json', 5000),
    ...list('@zxcvbn-ts/language-en/src/lastnames.json', 8000),
    ...list('@zxcvbn-ts/language-fr/src/firstnames.json', 11_000),
    ...list('@zxcvbn-ts/language-fr/src/lastnames.json', 3000),
    ...list('@zxcvbn-ts/language-de/src/lastnames.json', 3000),
  ]
    .filter((name) => /^\p{L}{2,}$/u.test(name))
    .map(capitalise);
}

/**
 * The words in a written token: `insertBefore(val,newVal)` holds `insert`, `Before`, `val`, `new`,
 * `Val`.
 */
export function segmentsOf(token: string): string[] {
  const runs = token.match(/\p{L}+/gu) ?? [];
  return runs.flatMap((run) => run.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{L}/gu) ?? []).map(plainCase);
}

/** Small letters, but for acronyms, which are listed as they are. */
function plainCase(word: string): string {
  return word.length > 1 && word === word.toUpperCase() ? word : word.toLowerCase();
}

/** `l'` and `qu'` are words of their own to the reader: it knows that an apostrophe parts words. */
function withoutElision(word: string): string {
  return word.replace(/['’]$/u, '');
}

export function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function alike(words: readonly string[]): WeightedWords {
  return new Map(words.map((word) => [word, 1]));
}

function counted(words: readonly string[]): WeightedWords {
  const counts: WeightedWords = new Map();
  for (const word of words) addWeight(counts, word, 1);
  return counts;
}

/** Zipf's law, as Mandelbrot bent it for the commonest words. */
function byRank(words: readonly string[]): WeightedWords {
  const weights: WeightedWords = new Map();
  for (const [rank, word] of words.entries()) addWeight(weights, word, 1 / (rank + 2.7));
  return weights;
}

function readWords(name: string): string[] {
  return z.array(z.string()).parse(readPackage(name));
}
