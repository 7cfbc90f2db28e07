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

/** A word of the query found this surely silences words in the same photo that only may be it. */
const sureProbability = 0.5;
/** Words that go on from what is typed, and the places of all of them together. */
const mostCompletions = 30;
const mostTypedPlaces = 60_000;
/** What a word that is typed further still counts, at its least. */
const leastTyping = 0.6;
/** A word that is read in more places is found without those that only may be it: "the", in a great library. */
const mostSought = 20_000;
/** A word that is read somewhere needs less of a search among the doubtful ones than one that is not. */
const effortWhereRead = 0.6;
/** A word of the query together with the next one, found as one. */
const besideBelief = 0.95;

/** All words that may answer one word of a query. */
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

/** Words of which a reading holds one of a query as it stands: what NOT may leave a photo out for. */
export function readEvidence(db: Database, node: WordNode, search: WordSearch): Evidence {
  if (node.match === 'prefix') return prefixEvidence(db, node.term, search);
  const asRead = scaled(findPostings(db, node.term), node.term, 'read', 1);
  return node.parts.length > 1 ? mergeAll([asRead, partsEvidence(db, node)]) : asRead;
}

/** Words that what is typed may become: the commonest, as far as they can be looked through at a key's pace. */
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

/** "arr.length" may be found as two words. */
function partsEvidence(db: Database, { parts }: WordNode): Evidence {
  const lists = parts.map((part) => scaled(findPostings(db, part), part, 'read', 1));
  return phraseEvidence(lists, parts.join(' '), noSilence);
}

function isIn(evidence: Evidence, { photo, position }: Place): boolean {
  const at = evidence.firstAt(photo, position);
  return at < evidence.length && evidence.photos[at] === photo && evidence.positions[at] === position;
}

/** Where a reading surely holds the word, others of the photo that only may be it are left out. */
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
