import type { Database } from '../store/database.ts';
import type { PostingList } from '../store/index/postingList.ts';
import { findSilentPlaces } from '../store/postings.ts';
import { filterEvidence, type Evidence } from './evidence.ts';
import {
  both,
  either,
  filterMatches,
  likeliestOf,
  matchesOf,
  noMatches,
  without,
  type Matches,
} from './matches.ts';
import { nearEvidence } from './nearEvidence.ts';
import { phraseEvidence } from './phraseEvidence.ts';
import type { Leaf, PhraseNode, QueryNode, WordNode } from './query.ts';
import { wordEvidence, type Depth } from './wordEvidence.ts';

/** The words that answer one word, phrase or NEAR of a query. */
export interface LeafAnswer {
  /** As `WordNode.term` and `PhraseNode.term`. */
  readonly term: string;
  readonly evidence: Evidence;
}

export interface Answer {
  readonly matches: Matches;
  /** What lights up; nothing of what a query leaves out. */
  readonly leaves: readonly LeafAnswer[];
}

export interface AnswerOptions {
  readonly depth: Depth;
  /** Words that answer less probably are left out. */
  readonly least: number;
}

/** What a word has to be to leave its photo out: NOT is meant of what one can see. */
const sureProbability = 0.5;

/** The photos that answer a query, with the words that do. */
export function answer(db: Database, root: QueryNode, options: AnswerOptions): Answer {
  const known = new Map<string, Evidence>();
  let silent: PostingList | undefined;
  // A query of many words has others to be found by, and all of it should not take longer.
  const effort = 1 / Math.max(1, countWords(root));

  function answerNode(node: QueryNode): Answer {
    switch (node.kind) {
      case 'or':
        return combined(node.parts.map(answerNode), either);
      case 'and':
        return answerAll(node.parts);
      case 'not':
        // Alone it has nothing to leave out of.
        return { matches: noMatches, leaves: [] };
      case 'near':
        return nearAnswer(node.parts, node.within);
      case 'word':
      case 'phrase':
        return leafAnswer(node);
    }
  }

  function answerAll(parts: readonly QueryNode[]): Answer {
    const wanted = parts.filter((part) => part.kind !== 'not').map(answerNode);
    const { matches, leaves } = combined(wanted, both);
    const left = parts
      .filter((part) => part.kind === 'not')
      .map(({ part }) => filterMatches(answerNode(part).matches, (_, score) => score >= sureProbability))
      .reduce(without, matches);
    return { matches: left, leaves };
  }

  function leafAnswer(leaf: Leaf): Answer {
    const evidence = evidenceOf(leaf);
    return { matches: matchesOf(evidence), leaves: [{ term: leaf.term, evidence }] };
  }

  function nearAnswer(parts: readonly Leaf[], within: number): Answer {
    const evidence = nearEvidence(parts.map(evidenceOf), within);
    const term = parts.map((part) => part.term).join(' ');
    return { matches: likeliestOf(evidence), leaves: [{ term, evidence }] };
  }

  function evidenceOf(leaf: Leaf): Evidence {
    const found = leaf.kind === 'word' ? ofWord(leaf) : ofPhrase(leaf);
    return options.least === 0
      ? found
      : filterEvidence(found, (index) => (found.probabilities[index] ?? 0) >= options.least);
  }

  function ofPhrase({ words, term }: PhraseNode): Evidence {
    silent ??= findSilentPlaces(db);
    return phraseEvidence(words.map(ofWord), term, silent);
  }

  function ofWord(node: WordNode): Evidence {
    const key = JSON.stringify([node.term, node.match, node.isVerbatim, node.joined]);
    const evidence = known.get(key) ?? wordEvidence(db, node, options.depth, effort);
    known.set(key, evidence);
    return evidence;
  }

  return answerNode(root);
}

function countWords(node: QueryNode): number {
  switch (node.kind) {
    case 'word':
      return 1;
    case 'phrase':
      return node.words.length;
    case 'not':
      return countWords(node.part);
    case 'or':
    case 'and':
    case 'near':
      return node.parts.reduce((sum, part) => sum + countWords(part), 0);
  }
}

function combined(answers: readonly Answer[], combine: (a: Matches, b: Matches) => Matches): Answer {
  const [first = { matches: noMatches }, ...others] = answers;
  return {
    matches: others.reduce((matches, other) => combine(matches, other.matches), first.matches),
    leaves: answers.flatMap(({ leaves }) => leaves),
  };
}
