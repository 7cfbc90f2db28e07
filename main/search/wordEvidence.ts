import type { Database } from '../store/database.ts';
import {
  findPostings,
  findVocabulary,
  listCompletions,
  findPostingsByPrefix,
  isPrefixWithin,
} from '../store/postings.ts';
import { mergeAll, scaled, type Evidence } from './kernels/evidence.ts';
import { isIn, presence, weaken, withoutUncertain, withPresencePrior } from './kernels/evidenceWeights.ts';
import { joinedTerms, splitWords } from './wordBoundaries.ts';
import { certainPresence, correctedTerms, nearTerms, type NearTerm } from './correction.ts';
import { phraseEvidence, nothingSkippable } from './kernels/phraseEvidence.ts';
import type { WordNode, WordSearch, Depth } from './query.ts';
import { literalEvidence } from './literal.ts';
import { respelled } from './respelling.ts';
import { posteriorMatches } from './posteriorMatch.ts';

/** The most words that continue the typed text, and the most places of all of them. */
const mostCompletions = 30;
const mostTypedPlaces = 60_000;
/** The most bytes of the index that are read for words without a sure reading that continue the typed text. */
const mostTypedBytes = 20_000;
/** The least weight of a word that continues the typed text. */
const leastTyping = 0.6;
/** The typed text is probably unfinished if its most frequent completion is so many times as frequent. */
const timesAsFrequent = 10;
/** A word with more places than this, such as "the" in a large library, is searched without uncertain hits. */
const mostSought = 20_000;
/** Share of the effort among uncertain words if the word is read somewhere. */
const effortWhereRead = 0.6;
/** A word of the query joined with the next one. */
const neighbourBelief = 0.95;

/** The probability that a query means the term as which a misspelt word is searched. */
const respelledWeight = 0.6;

/** All words that may match one word of a query. */
export function wordEvidence(db: Database, node: WordNode, search: WordSearch): Evidence {
  const { term, match } = node;
  const { depth, effort } = search;
  if (node.parts.length === 0) return literalEvidence(db, node);
  if (match === 'prefix') return prefixEvidence(db, term, search);
  const asRead = scaled(findPostings(db, term), term, 'read', 1);
  const own = mergeAll(
    match === 'typing' && node.literal === null
      ? [asRead, ...typedFurther(db, term, asRead.length)]
      : [asRead],
  );
  if (asRead.length > mostSought) return own;
  const others = node.joined.map((both) => scaled(findPostings(db, both), both, 'joined', neighbourBelief));
  if (node.parts.length > 1) others.push(partsEvidence(db, node));
  if (depth === 'full') {
    const doubt = asRead.length === 0 ? 1 : effortWhereRead;
    others.push(posteriorMatches(db, term, effort * doubt, (place) => isIn(asRead, place)));
    others.push(splitWords(db, term, effort));
    for (const { term: both, belief } of joinedTerms(db, term)) {
      others.push(scaled(findPostings(db, both), both, 'joined', belief));
    }
  }
  const found = node.isVerbatim ? 1 : presence(mergeAll([own, ...others]));
  let near: NearTerm[] | undefined;
  const listNear = (): readonly NearTerm[] => (near ??= nearTerms(db, term));
  if (!node.isVerbatim && presence(own) < certainPresence) {
    for (const { term: other, weight } of correctedTerms(db, term, found, listNear)) {
      others.push(scaled(findPostings(db, other), other, 'meant', weight));
    }
  }
  if (depth === 'full') {
    const meant = respelled(db, node, found, listNear);
    if (meant !== null) {
      search.respell({ typed: node.text, meant });
      others.push(scaled(findPostings(db, meant), meant, 'meant', respelledWeight));
    }
  }
  const evidence = mergeAll([own, withoutUncertain(mergeAll(others), own)]);
  const letters = match === 'exact' ? withPresencePrior(evidence) : evidence;
  if (node.literal === null) return letters;
  weaken(letters);
  return mergeAll([literalEvidence(db, node), letters]);
}

/** Words with a reading that contains the query's word exactly. Only these let NOT exclude a photo. */
export function readEvidence(db: Database, node: WordNode, search: WordSearch): Evidence {
  if (node.match === 'prefix') return prefixEvidence(db, node.term, search);
  const asRead = scaled(findPostings(db, node.term), node.term, 'read', 1);
  return node.parts.length > 1 ? mergeAll([asRead, partsEvidence(db, node)]) : asRead;
}

/**
 * Words that continue the typed text: the most frequent, as many as can be searched between two keystrokes, and all
 * readings that continue it where they are few.
 */
function typedFurther(db: Database, typed: string, found: number): Evidence[] {
  const known = findVocabulary(db, [typed])[0]?.words ?? 0;
  const completions = listCompletions(db, typed, mostCompletions).filter(({ term }) => term !== typed);
  const [mostFrequent] = completions;
  // Where the typed text itself is a usual word, its completions must not pass it.
  const isWord = known * timesAsFrequent > (mostFrequent?.words ?? 0);
  const lists: Evidence[] = [];
  let left = mostTypedPlaces - found;
  for (const { term, words } of completions) {
    if (words > left) continue;
    const share = isWord ? typed.length / term.length : words / (mostFrequent?.words ?? words);
    const list = scaled(findPostings(db, term), term, 'begins', leastTyping + (1 - leastTyping) * share);
    left -= list.length;
    lists.push(list);
  }
  if (isPrefixWithin(db, typed, mostTypedBytes)) {
    lists.push(scaled(findPostingsByPrefix(db, typed), typed, 'begins', leastTyping));
  }
  return lists;
}

/** "arr.length" may be two words. */
function partsEvidence(db: Database, { parts }: WordNode): Evidence {
  const lists = parts.map((part) => scaled(findPostings(db, part), part, 'read', 1));
  return phraseEvidence(lists, parts.join(' '), nothingSkippable);
}

/** The most places to search for a prefix. Without it, one letter would take seconds in a large library. */
interface PrefixBounds {
  /** Of the index. */
  readonly bytes: number;
  /** If too many words start with the prefix: the number of most frequent words to search, and of their places. */
  readonly terms: number;
  readonly places: number;
}

const bounds: Readonly<Record<Depth, PrefixBounds>> = {
  quick: { bytes: 60_000, terms: 100, places: 60_000 },
  full: { bytes: 1_000_000, terms: 1000, places: 600_000 },
};

/** Words with readings that start with a prefix, each with the total probability of these readings. */
function prefixEvidence(
  db: Database,
  prefix: string,
  { depth, remark }: Omit<WordSearch, 'effort'>,
): Evidence {
  const { bytes, terms, places } = bounds[depth];
  if (isPrefixWithin(db, prefix, bytes)) {
    return scaled(findPostingsByPrefix(db, prefix), prefix, 'begins', 1);
  }
  remark(`Too many words start with “${prefix}”. Only the most frequent ones were searched.`);
  const lists: Evidence[] = [];
  let left = places;
  for (const { term } of listCompletions(db, prefix, terms)) {
    if (left <= 0) break;
    const list = scaled(findPostings(db, term), term, 'begins', 1);
    left -= list.length;
    lists.push(list);
  }
  return mergeAll(lists);
}
