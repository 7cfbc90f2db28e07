import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourcesFolder } from '../installation.ts';
import { languageFiles } from '../ml/language/language.ts';
import { decodeLexicon, Lexicon, noEdge } from '../ml/language/lexicon.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findVocabulary, listCompletions } from '../store/index/postings.ts';
import { nearTerms, type NearTerm } from './correction.ts';
import type { WordNode } from './query.ts';

/** Shorter words have too many neighbours. */
const shortest = 4;
/** A word that is probably in the library, but misread, is no typing error. */
const likelyPresent = 0.2;
/** A word of the library is taken for a typing error only of a word that is so many times as frequent. */
const timesAsFrequent = 8;
/** Words of dictionaries are more likely than this; what people misspell in subtitles is less likely. Natural logarithm. */
const leastLogProbability = -18;
/** The same for a word that is in the lexicon, which has misspelt words of boards, too. */
const shortestKnown = 7;
const timesAsFrequentAsKnown = 30;
const knownMargin = 3;
/** A near word of the language counts as so many nats more likely than a term that is in the library alone. */
const languageBonus = 2;
const natsPerError = 3;

/**
 * The term of the library that a query's word probably means: the word is in no dictionary, rare or missing in the library, and
 * not the beginning of another word. Null if it is as it should be.
 *
 * @param presence the probability that the word as typed is in the library, misread or not
 * @param listNear all terms near to it, `nearTerms`
 */
export function respelled(
  db: ReadableDatabase,
  { term, match, parts, isVerbatim }: WordNode,
  presence: number,
  listNear: () => readonly NearTerm[],
): string | null {
  const isWord = parts.length === 1 && /^\p{L}+$/u.test(term) && term.length >= shortest;
  if (isVerbatim || match === 'prefix' || !isWord) return null;
  const own = findVocabulary(db, [term])[0]?.words ?? 0;
  const probability = logProbability(term);
  if (probability >= leastLogProbability) return respelledWord(db, term, own, probability);
  if (own === 0 && presence >= likelyPresent) return null;
  if (match === 'typing' && listCompletions(db, term, 2).some((longer) => longer.term !== term)) return null;
  const near = own === 0 ? listNear() : nearTerms(db, term, timesAsFrequent * own);
  const [best] = near
    .filter((other) => other.term !== term)
    .map((other) => ({
      term: other.term,
      weight:
        Math.log(1 + other.words) +
        (logProbability(other.term) >= leastLogProbability ? languageBonus : 0) -
        natsPerError * other.distance,
    }))
    .sort((a, b) => b.weight - a.weight);
  return best?.term ?? null;
}

/** A word that a dictionary has is a typing error only of a frequent word that differs by one letter inside. */
function respelledWord(db: ReadableDatabase, term: string, own: number, probability: number): string | null {
  if (term.length < shortestKnown) return null;
  const best = nearTerms(db, term, timesAsFrequentAsKnown * Math.max(1, own)).find(
    ({ term: near, distance }) =>
      distance <= 1 &&
      !near.startsWith(term) &&
      !term.startsWith(near) &&
      logProbability(near) >= probability + knownMargin,
  );
  return best?.term ?? null;
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
