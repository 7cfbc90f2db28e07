import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { characters } from '../../shared/text.ts';
import { resourcesFolder } from '../installation.ts';
import { languageFiles } from '../ml/language/language.ts';
import { decodeLexicon, Lexicon, noEdge } from '../ml/language/lexicon.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findVocabulary, listCompletions } from '../store/index/postings.ts';
import { nearTerms, type NearTerm } from './correction.ts';
import type { WordNode } from './query.ts';
import { slipCost, typingCost } from './typingCost.ts';

// Set by hand on the 388 typing errors of `npm run measure -- search --judged`: .954 are named and found, .877 with those before.
/** Shorter words have too many neighbours; a word that a dictionary has, more than others. */
const shortest = 4;
const shortestKnown = 5;
/** A word that probably is a reading in the library, if not the best one, is no typing error. */
export const readPresence = 0.2;
/**
 * A word that no reading has may still be there, by the posteriors. Then it is no typing error. Where one slip leads to a word
 * that is read, it must be there almost surely: posteriors often allow a similar string.
 */
const likelyPresent = 0.6;
const surelyPresent = 0.95;
/** A word of the library is taken for a typing error only of a word that is so many times as frequent. */
const timesAsFrequent = 8;
const timesAsFrequentAsKnown = 30;
/** Words of dictionaries are more likely than this; what people misspell in subtitles is less likely. Natural logarithm. */
const leastLogProbability = -17;
/** A word of a dictionary is taken for a typing error only of a word that is so much more likely. Nats. */
const knownMargin = 3;
/** A near word of the language counts as so many nats more likely than a term that is in the library alone. */
const languageBonus = 2;

/** A term of the library that a query's word may mean. */
interface Meant {
  readonly term: string;
  /** `typingCost` of the query's word. */
  readonly cost: number;
  /** Of the language, as a natural logarithm. */
  readonly probability: number;
  readonly weight: number;
}

/**
 * The term of the library that a query's word probably means: the word is rare or missing in the library, and one or two
 * typing errors lead to a likelier one. Null if it is as it should be.
 *
 * @param presence the probability that the word as typed is in the library: by the readings, and in all ways
 * @param listNear all terms near to it, `nearTerms`
 */
export function respell(
  db: ReadableDatabase,
  node: WordNode,
  presence: { readonly own: number; readonly all: number },
  listNear: () => readonly NearTerm[],
): string | null {
  const { term, transcribed } = node;
  const probability = logProbability(term);
  const isKnown = probability >= leastLogProbability;
  if (!isCorrectable(db, node, isKnown ? shortestKnown : shortest)) return null;
  const own = findVocabulary(db, [term])[0]?.words ?? 0;
  const times = isKnown ? timesAsFrequentAsKnown : timesAsFrequent;
  const near = own === 0 ? listNear() : nearTerms(db, term, times * own);
  const [best] = near
    .filter((other) => other.term !== term && other.term !== transcribed)
    .map((other) => meantTerm(term, other))
    .sort((a, b) => b.weight - a.weight);
  if (best === undefined) return null;
  const isSlip = best.cost <= slipCost;
  if (isKnown) {
    const isForm = best.term.startsWith(term) || term.startsWith(best.term);
    return isSlip && !isForm && best.probability >= probability + knownMargin ? best.term : null;
  }
  if (own > 0) return best.term;
  const isAbsent = presence.own < readPresence && presence.all < (isSlip ? surelyPresent : likelyPresent);
  return isAbsent ? best.term : null;
}

/** Whether a word may be a typing error at all: it has letters alone, and is not the beginning of a word of the library. */
function isCorrectable(
  db: ReadableDatabase,
  { term, match, parts, isVerbatim }: WordNode,
  shortest: number,
): boolean {
  if (isVerbatim || match === 'prefix' || parts.length !== 1) return false;
  if (!/^\p{L}+$/u.test(term) || characters(term).length < shortest) return false;
  return match !== 'typing' || listCompletions(db, term, 2).every((longer) => longer.term === term);
}

function meantTerm(typed: string, { term, words }: NearTerm): Meant {
  const cost = typingCost(typed, term);
  const probability = logProbability(term);
  const bonus = probability >= leastLogProbability ? languageBonus : 0;
  return { term, cost, probability, weight: Math.log(1 + words) + bonus - cost };
}

interface Language {
  readonly words: Lexicon;
  readonly symbols: ReadonlyMap<string, number>;
}

let language: Language | undefined;

/**
 * The logarithm of a folded word's probability by the lexicon of the language model, which has English, French and terms of
 * computing; -Infinity for no word.
 */
function logProbability(word: string): number {
  language ??= readLexicon();
  const { words, symbols } = language;
  let state = words.start;
  let sum = 0;
  for (const letter of word) {
    const symbol = symbols.get(letter);
    const edge = symbol === undefined ? noEdge : words.find(state, symbol);
    if (edge === noEdge) return -Infinity;
    sum += words.logProbability(edge);
    state = words.next(edge);
  }
  return sum + words.logEnd(state);
}

function readLexicon(): Language {
  const path = join(resourcesFolder, 'language', languageFiles.words);
  const content = decodeLexicon(readFileSync(path), path);
  const symbols = new Map(Array.from(content.characters, (letter, index) => [letter, index + 1]));
  return { words: new Lexicon(content), symbols };
}
