import type { HitWay } from '../../shared/contract/search.ts';
import type { ReadableDatabase } from '../store/database.ts';
import {
  findPostings,
  findVocabulary,
  listCompletions,
  findPostingsByPrefix,
  isPrefixWithin,
  listByEnding,
} from '../store/index/postings.ts';
import { mergeAll, scaled, type Evidence } from './kernels/evidence.ts';
import {
  isIn,
  lower,
  presence,
  weaken,
  withoutUncertain,
  withPresencePrior,
} from './kernels/evidenceWeights.ts';
import { backwards } from '../store/index/vocabulary.ts';
import { compoundsEndingWith, groupedNumbers, joinedTerms, splitWords } from './wordBoundaries.ts';
import { certainPresence, correctedTerms, nearTerms, type NearTerm } from './correction.ts';
import { phraseEvidence, nothingSkippable } from './kernels/phraseEvidence.ts';
import type { WordNode, WordSearch, Depth } from './query.ts';
import { transcribedBelief } from '../store/index/wordEntries.ts';
import { literalEvidence } from './literal.ts';
import { readPresence, respell } from './respelling.ts';
import { posteriorMatches } from './posteriorMatch.ts';

/** The most words that continue the typed text, and the most places of all of them. */
const mostCompletions = 30;
const mostTypedPlaces = 60_000;
/** The most bytes of the index that are read for words without a sure reading that continue the typed text. */
const mostTypedBytes = 20_000;
/** The typed text is probably unfinished if its most frequent completion is so many times as frequent. */
const timesAsFrequent = 10;
/** A word with more places than this, such as "the" in a large library, is searched without uncertain hits. */
const mostSought = 20_000;
/*
 * What other weights measure in `npm run measure -- search --judged` (27 November 2026, 132 pages): NDCG@10 of 200 queries,
 * .905 as it is, and the share of 388 typing errors that are named and found, .954. "Alike": neither changes.
 */
/** Of a word that is taken for a typing error: the probability that it is meant as it is typed. .25 to .9 are alike. */
const typedBelief = 0.5;
/** The probability that it means the other word where it is read as it is typed: those photos come first. .4: .941 are found. */
const besideReadBelief = 0.6;
/** Share of the effort among uncertain words if the word is read somewhere. .3 is alike; 1: .943 are found. */
const effortWhereRead = 0.6;

/** A word of a query, with what the sources before have found of it. */
interface Asked {
  readonly db: ReadableDatabase;
  readonly node: WordNode;
  readonly search: WordSearch;
  /** Where a reading is the word. */
  readonly asRead: Evidence;
  /** The probability that the word is anywhere in the library: as it is read, and in all ways but as a typing error. */
  readonly presence: { readonly own: number; readonly all: number };
  /** Terms of the library that are near to the word; computed once. */
  readonly listNear: () => readonly NearTerm[];
  /** The term that the word is taken for, as the person is told; null if it is as it should be. */
  readonly respelled: string | null;
}

/** A way in which words of the library match a word of a query. */
interface Source<Known extends keyof Asked> {
  readonly way: HitWay;
  readonly when: (asked: Pick<Asked, Known>) => boolean;
  /** The probability that such a word is the query's word; 1 if `find` knows it for each word. */
  readonly weight: number;
  readonly find: (asked: Pick<Asked, Known>, as: Pick<Source<Known>, 'way' | 'weight'>) => Evidence[];
}

const isFull = ({ search }: Pick<Asked, 'search'>): boolean => search.depth === 'full';

/** Words that are read as the query's word, or as one that it begins. The first source is the readings themselves. */
const readSources: readonly Source<'db' | 'node' | 'asRead'>[] = [
  { way: 'read', when: () => true, weight: 1, find: ({ asRead }) => [asRead] },
  {
    way: 'begins',
    when: ({ node }) => node.match === 'typing' && node.literal === null,
    weight: 0.6,
    find: ({ db, node, asRead }, { weight }) => typedFurther(db, node.term, asRead.length, weight),
  },
];

/** Words of which reading is not sure, or that the detector cut in another way. */
const uncertainSources: readonly Source<'db' | 'node' | 'search' | 'asRead'>[] = [
  {
    // Two words of the query that the detector joined. 0 to .95 are alike.
    way: 'joined',
    when: () => true,
    weight: 0.95,
    find: ({ db, node }, { way, weight }) =>
      node.joined.map((both) => scaled(findPostings(db, both), both, way, weight)),
  },
  {
    // "Müller" may be written "Mueller"; the index has the other way.
    way: 'read',
    when: ({ node }) => node.transcribed !== null,
    weight: transcribedBelief,
    find: ({ db, node: { transcribed } }, { way, weight }) =>
      transcribed === null ? [] : [scaled(findPostings(db, transcribed), transcribed, way, weight)],
  },
  {
    // "arr.length" may be two words.
    way: 'read',
    when: ({ node }) => node.parts.length > 1,
    weight: 1,
    find: ({ db, node }) => [partsEvidence(db, node)],
  },
  {
    // `belief.json` has the probability of each, fitted by `npm --prefix pretraining run confusions`.
    way: 'seen',
    when: isFull,
    weight: 1,
    find: ({ db, node, search, asRead }) => {
      const doubt = asRead.length === 0 ? 1 : effortWhereRead;
      return [posteriorMatches(db, node.term, search.effort * doubt, (place) => isIn(asRead, place))];
    },
  },
  {
    // One word that the detector cut in two. .9 is alike; .25 and .5: .951 are found; 0: NDCG .902.
    way: 'split',
    when: isFull,
    weight: 0.75,
    find: ({ db, node, search }, { weight }) => [splitWords(db, node.term, search.effort, weight)],
  },
  {
    // A number that is written in groups.
    way: 'split',
    when: isFull,
    weight: 0.95,
    find: ({ db, node }, { weight }) => [groupedNumbers(db, node.term, weight)],
  },
  {
    // "0170" is "+49 170" from abroad.
    way: 'read',
    when: ({ node }) => /^0[1-9]\d+$/u.test(node.term),
    weight: 0.6,
    find: ({ db, node: { term } }, { way, weight }) => [
      scaled(findPostings(db, term.slice(1)), term.slice(1), way, weight),
    ],
  },
  {
    // The end of a compound: "schule" in "Grundschule". Set by hand: less likely than any reading of the word.
    way: 'joined',
    when: ({ search, node }) => search.depth === 'full' && !node.isVerbatim,
    weight: 0.1,
    find: ({ db, node }, { way, weight }) =>
      compoundsEndingWith(db, node.term).map((longer) =>
        scaled(findPostings(db, longer), longer, way, weight),
      ),
  },
  {
    // A word that the detector joined with one that the query does not have. 0 to .3 are alike.
    way: 'joined',
    when: isFull,
    weight: 0.08,
    find: ({ db, node }, { way, weight }) =>
      joinedTerms(db, node.term).map((both) => scaled(findPostings(db, both), both, way, weight)),
  },
];

/** Words that the query may mean instead of the one that is typed. */
const meantSources: readonly Source<keyof Asked>[] = [
  {
    // Each term has its probability by frequency and typing error (`correction.ts`).
    way: 'meant',
    when: ({ node, presence }) => !node.isVerbatim && presence.own < certainPresence,
    weight: 1,
    find: ({ db, node, presence, listNear }, { way }) =>
      correctedTerms(db, node.term, presence.all, listNear).map(({ term, weight }) =>
        scaled(findPostings(db, term), term, way, weight),
      ),
  },
  {
    // The word that a typing error most probably means, as the person is told. .75 to .95 are alike; .6: .951 are found.
    way: 'meant',
    when: ({ respelled }) => respelled !== null,
    weight: 0.875,
    find: ({ db, respelled, presence }, { way, weight }) => {
      if (respelled === null) return [];
      const belief = presence.own < readPresence ? weight : besideReadBelief;
      return [scaled(findPostings(db, respelled), respelled, way, belief)];
    },
  },
];

/** All words that may match one word of a query. */
export function wordEvidence(db: ReadableDatabase, node: WordNode, search: WordSearch): Evidence {
  const { term, match, isVerbatim } = node;
  if (node.parts.length === 0) return literalEvidence(db, node);
  if (match === 'prefix') return prefixEvidence(db, term, search);
  if (match === 'ending') return endingEvidence(db, term);
  const asRead = scaled(findPostings(db, term), term, 'read', 1);
  const asked = { db, node, search, asRead };
  const own = mergeAll(ask(readSources, asked));
  if (asRead.length > mostSought) return own;
  const uncertain = ask(uncertainSources, asked);
  let near: NearTerm[] | undefined;
  const listNear = () => (near ??= nearTerms(db, term));
  const found = { own: presence(own), all: isVerbatim ? 1 : presence(mergeAll([own, ...uncertain])) };
  const respelled = isFull(asked) ? respell(db, node, found, listNear) : null;
  if (respelled !== null) {
    search.respell({ typed: node.text, meant: respelled });
    for (const list of uncertain) lower(list, typedBelief);
  }
  const meant = ask(meantSources, { ...asked, presence: found, listNear, respelled });
  const evidence = mergeAll([own, withoutUncertain(mergeAll([...uncertain, ...meant]), own)]);
  const letters = match === 'exact' ? withPresencePrior(evidence) : evidence;
  if (node.literal === null) return letters;
  weaken(letters);
  return mergeAll([literalEvidence(db, node), letters]);
}

function ask<Known extends keyof Asked>(
  sources: readonly Source<Known>[],
  asked: Pick<Asked, Known>,
): Evidence[] {
  return sources.flatMap((source) => (source.when(asked) ? source.find(asked, source) : []));
}

/** Words with a reading that contains the query's word exactly. Only these let NOT exclude a photo. */
export function readEvidence(db: ReadableDatabase, node: WordNode, search: WordSearch): Evidence {
  if (node.match === 'prefix') return prefixEvidence(db, node.term, search);
  if (node.match === 'ending') return endingEvidence(db, node.term);
  // What excludes C# does not exclude C.
  if (node.literal !== null) return literalEvidence(db, node);
  const asRead = scaled(findPostings(db, node.term), node.term, 'read', 1);
  const grouped = groupedNumbers(db, node.term, 1);
  return mergeAll([asRead, grouped, ...(node.parts.length > 1 ? [partsEvidence(db, node)] : [])]);
}

/**
 * Words that continue the typed text: the most frequent, as many as can be searched between two keystrokes, and all
 * readings that continue it where they are few.
 *
 * @param weight the least of a completion
 */
function typedFurther(db: ReadableDatabase, typed: string, found: number, weight: number): Evidence[] {
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
    const list = scaled(findPostings(db, term), term, 'begins', weight + (1 - weight) * share);
    left -= list.length;
    lists.push(list);
  }
  if (isPrefixWithin(db, typed, mostTypedBytes)) {
    lists.push(scaled(findPostingsByPrefix(db, typed), typed, 'begins', weight));
  }
  return lists;
}

function partsEvidence(db: ReadableDatabase, { parts }: WordNode): Evidence {
  const lists = parts.map((part) => scaled(findPostings(db, part), part, 'read', 1));
  return phraseEvidence(lists, parts.join(' '), nothingSkippable);
}

/** The most terms that are searched for an ending. */
const mostEndings = 1000;

/** Words with readings that end with a term, or are it. */
function endingEvidence(db: ReadableDatabase, term: string): Evidence {
  const longer = listByEnding(db, backwards(term), mostEndings).map((found) => found.term);
  return mergeAll(
    [...new Set([term, ...longer])].map((each) => scaled(findPostings(db, each), each, 'read', 1)),
  );
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
  db: ReadableDatabase,
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
