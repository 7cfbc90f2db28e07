import type { Database } from '../store/database.ts';
import type { Place } from '../store/index/place.ts';
import { findPostings, listCompletions } from '../store/postings.ts';
import { filterEvidence, mergeAll, scaled, type Evidence } from './evidence.ts';
import { givenItStands, presence } from './givenItStands.ts';
import { joinedTerms } from './joinedWords.ts';
import { meantTerms, surelyThere } from './meantTerms.ts';
import { phraseEvidence } from './phraseEvidence.ts';
import { prefixEvidence } from './prefixEvidence.ts';
import type { WordNode } from './query.ts';
import { seenWords } from './seenWords.ts';
import { noSilence } from './silence.ts';
import { splitWords } from './splitWords.ts';
import type { WordSearch } from './wordSearch.ts';

/** A hit with at least this probability suppresses uncertain hits of the same word on the photo. */
const sureProbability = 0.5;
/** The most words that continue the typed text, and the most places of all of them. */
const mostCompletions = 30;
const mostTypedPlaces = 60_000;
/** The least weight of a word that continues the typed text. */
const leastTyping = 0.6;
/** A word with more places than this, such as "the" in a large library, is searched without uncertain hits. */
const mostSought = 20_000;
/** Share of the effort among uncertain words if the word is read somewhere. */
const effortWhereRead = 0.6;
/** A word of the query joined with the next one. */
const besideBelief = 0.95;

/** All words that may match one word of a query. */
export function wordEvidence(db: Database, node: WordNode, search: WordSearch): Evidence {
  const { term, match } = node;
  const { depth, effort } = search;
  if (match === 'prefix') return prefixEvidence(db, term, search);
  const asRead = scaled(findPostings(db, term), term, 'read', 1);
  const own = mergeAll(match === 'typing' ? [asRead, ...typedFurther(db, term, asRead.length)] : [asRead]);
  if (asRead.length > mostSought) return own;
  const others = node.joined.map((both) => scaled(findPostings(db, both), both, 'joined', besideBelief));
  if (node.parts.length > 1) others.push(partsEvidence(db, node));
  if (depth === 'full') {
    const doubt = asRead.length === 0 ? 1 : effortWhereRead;
    others.push(seenWords(db, term, effort * doubt, (place) => isIn(asRead, place)));
    others.push(splitWords(db, term, effort));
    for (const { term: both, belief } of joinedTerms(db, term)) {
      others.push(scaled(findPostings(db, both), both, 'joined', belief));
    }
  }
  if (!node.isVerbatim && presence(own) < surelyThere) {
    for (const { term: other, weight } of meantTerms(db, term, presence(mergeAll([own, ...others])))) {
      others.push(scaled(findPostings(db, other), other, 'meant', weight));
    }
  }
  const evidence = mergeAll([own, silenced(mergeAll(others), own)]);
  return match === 'exact' ? givenItStands(evidence) : evidence;
}

/** Words with a reading that contains the query's word exactly. Only these let NOT exclude a photo. */
export function readEvidence(db: Database, node: WordNode, search: WordSearch): Evidence {
  if (node.match === 'prefix') return prefixEvidence(db, node.term, search);
  const asRead = scaled(findPostings(db, node.term), node.term, 'read', 1);
  return node.parts.length > 1 ? mergeAll([asRead, partsEvidence(db, node)]) : asRead;
}

/** Words that continue the typed text: the most frequent, as many as can be searched between two keystrokes. */
function typedFurther(db: Database, typed: string, found: number): Evidence[] {
  const lists: Evidence[] = [];
  let left = mostTypedPlaces - found;
  for (const { term, words } of listCompletions(db, typed, mostCompletions)) {
    if (term === typed || words > left) continue;
    const share = typed.length / term.length;
    const list = scaled(findPostings(db, term), term, 'begins', leastTyping + (1 - leastTyping) * share);
    left -= list.length;
    lists.push(list);
  }
  return lists;
}

/** "arr.length" may be two words. */
function partsEvidence(db: Database, { parts }: WordNode): Evidence {
  const lists = parts.map((part) => scaled(findPostings(db, part), part, 'read', 1));
  return phraseEvidence(lists, parts.join(' '), noSilence);
}

function isIn(evidence: Evidence, { photo, position }: Place): boolean {
  const at = evidence.firstAt(photo, position);
  return at < evidence.length && evidence.photos[at] === photo && evidence.positions[at] === position;
}

/** Removes uncertain hits from photos where a reading surely contains the word. */
function silenced(others: Evidence, own: Evidence): Evidence {
  let next = 0;
  return filterEvidence(others, (index) => {
    if ((others.probabilities[index] ?? 0) >= sureProbability) return true;
    const photo = others.photos[index] ?? 0;
    next = own.firstOf(photo, next);
    for (let at = next; at < own.length && own.photos[at] === photo; at += 1) {
      if ((own.probabilities[at] ?? 0) >= sureProbability) return false;
    }
    return true;
  });
}
