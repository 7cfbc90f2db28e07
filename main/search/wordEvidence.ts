import type { HitWay } from '../../shared/search.ts';
import type { Database } from '../store/database.ts';
import { probabilityOf, type PostingList } from '../store/index/postingList.ts';
import type { Place } from '../store/index/place.ts';
import { findPostings, findPostingsByPrefix, listCompletions } from '../store/postings.ts';
import { Evidence, filterEvidence, mergeAll, wayNumber } from './evidence.ts';
import { givenItStands, presence } from './givenItStands.ts';
import { joinedTerms } from './joinedWords.ts';
import { meantTerms } from './meantTerms.ts';
import { phraseEvidence } from './phraseEvidence.ts';
import type { WordNode } from './query.ts';
import { seenWords } from './seenWords.ts';
import { splitWords } from './splitWords.ts';

/** How far a search goes: as long as it is being typed, what readings hold; then all that may be meant. */
export type Depth = 'quick' | 'full';

/** Readings less likely than this are noise: they would only light up wrong words. */
const leastProbability = 0.01;
/** A word of the query found this surely silences words in the same photo that only may be it. */
const sureProbability = 0.5;
/** Words that go on from what is typed. */
const mostCompletions = 30;
/** Rows of the index under an explicit prefix. */
const mostPrefixRows = 12_000;
/** What a word that is typed further still counts, at its least. */
const leastTyping = 0.6;
/** A word of the query together with the next one, found as one. */
const besideBelief = 0.95;

/** All words that may answer one word of a query. */
export function wordEvidence(db: Database, node: WordNode, depth: Depth): Evidence {
  const { term, match } = node;
  if (match === 'prefix') return prefixEvidence(db, term);
  const asRead = scaled(findPostings(db, term), term, 'read', 1);
  const own = [
    asRead,
    ...node.joined.map((both) => scaled(findPostings(db, both), both, 'joined', besideBelief)),
  ];
  if (match === 'typing') own.push(...typedFurther(db, term));
  if (node.parts.length > 1) own.push(partsEvidence(db, node));
  if (depth === 'full') {
    own.push(seenWords(db, term, (place) => isIn(asRead, place)));
    own.push(splitWords(db, term));
    for (const { term: both, belief } of joinedTerms(db, term)) {
      own.push(scaled(findPostings(db, both), both, 'joined', belief));
    }
  }
  const found = mergeAll(own);
  const meant = node.isVerbatim
    ? []
    : meantTerms(db, term, presence(found)).map(({ term: other, weight }) =>
        scaled(findPostings(db, other), other, 'meant', weight),
      );
  const evidence = silenced(mergeAll([found, ...meant]));
  return match === 'exact' ? givenItStands(evidence) : evidence;
}

/** Every reading that begins with a prefix. */
function prefixEvidence(db: Database, prefix: string): Evidence {
  const lists = findPostingsByPrefix(db, prefix, mostPrefixRows);
  return mergeAll(Array.from(lists, ([term, list]) => scaled(list, term, 'begins', 1)));
}

function typedFurther(db: Database, typed: string): Evidence[] {
  return listCompletions(db, typed, mostCompletions)
    .filter(({ term }) => term !== typed)
    .map(({ term }) => {
      const share = typed.length / term.length;
      return scaled(findPostings(db, term), term, 'begins', leastTyping + (1 - leastTyping) * share);
    });
}

/** "arr.length" may be found as two words. */
function partsEvidence(db: Database, { parts }: WordNode): Evidence {
  const lists = parts.map((part) => scaled(findPostings(db, part), part, 'read', 1));
  return phraseEvidence(lists, parts.join(' '), new Set());
}

function scaled(list: PostingList, term: string, way: HitWay, by: number): Evidence {
  const evidence = new Evidence();
  const source = evidence.source(term);
  const number = wayNumber(way);
  for (let index = 0; index < list.length; index += 1) {
    const probability = by * probabilityOf(list.shares[index] ?? 0);
    if (probability < leastProbability && way !== 'read') continue;
    evidence.push(list.photos[index] ?? 0, list.positions[index] ?? 0, 1, probability, number, source);
  }
  return evidence;
}

function isIn(evidence: Evidence, { photo, position }: Place): boolean {
  for (let at = evidence.firstOf(photo); at < evidence.length && evidence.photos[at] === photo; at += 1) {
    if (evidence.positions[at] === position) return true;
  }
  return false;
}

/** Where the word itself surely stands, others of the photo that only may be it are left out. */
function silenced(evidence: Evidence): Evidence {
  let surePhoto = -1;
  let next = 0;
  return filterEvidence(evidence, (index) => {
    const photo = evidence.photos[index] ?? 0;
    for (; next < evidence.length && (evidence.photos[next] ?? 0) <= photo; next += 1) {
      const isSure =
        (evidence.probabilities[next] ?? 0) >= sureProbability && isOwn(evidence.ways[next] ?? 0);
      if (isSure) surePhoto = evidence.photos[next] ?? 0;
    }
    const isLikely = (evidence.probabilities[index] ?? 0) >= sureProbability;
    return surePhoto !== photo || isOwn(evidence.ways[index] ?? 0) || isLikely;
  });
}

const [read, begins] = [wayNumber('read'), wayNumber('begins')];

/** A reading holds it. */
function isOwn(way: number): boolean {
  return way === read || way === begins;
}
