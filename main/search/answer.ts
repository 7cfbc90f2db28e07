import type { Database } from '../store/database.ts';
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
import { createSilence } from './silence.ts';
import { readEvidence, wordEvidence, type Depth } from './wordEvidence.ts';

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
  /** What a query leaves out of that wants nothing. */
  readonly everything: () => Matches;
}

/** What a word has to be to leave its photo out: NOT is meant of what one can see. */
const sureProbability = 0.5;

type FindWord = (word: WordNode) => Evidence;

/** The photos that answer a query, with the words that do. */
export function answer(db: Database, root: QueryNode, options: AnswerOptions): Answer {
  const silence = createSilence(db);
  // A query of many words has others to be found by, and all of it should not take longer.
  const effort = 1 / Math.max(1, countWords(root));
  const found = remembered((word) => wordEvidence(db, word, options.depth, effort));
  // What is only meant, or still being typed, leaves nothing out.
  const read = remembered((word) => readEvidence(db, word));

  function answerNode(node: QueryNode, find: FindWord): Answer {
    switch (node.kind) {
      case 'or':
        return leavesOut(node) ? answerAll([node], find) : combined(answerEach(node.parts, find), either);
      case 'and':
        return answerAll(node.parts, find);
      case 'not':
        return answerAll([node], find);
      case 'near':
        return nearAnswer(node.parts, node.within, find);
      case 'word':
      case 'phrase':
        return leafAnswer(node, find);
    }
  }

  function answerEach(parts: readonly QueryNode[], find: FindWord): Answer[] {
    return parts.map((part) => answerNode(part, find));
  }

  function answerAll(parts: readonly QueryNode[], find: FindWord): Answer {
    const wanted = parts.filter((part) => !leavesOut(part));
    const { matches, leaves } =
      wanted.length === 0
        ? { matches: options.everything(), leaves: [] }
        : combined(answerEach(wanted, find), both);
    return { matches: parts.filter(leavesOut).map(leftOutBy).reduce(without, matches), leaves };
  }

  /** The photos that a part leaves out which wants none. */
  function leftOutBy(part: QueryNode): Matches {
    switch (part.kind) {
      case 'not':
        return filterMatches(answerNode(part.part, read).matches, (_, score) => score >= sureProbability);
      case 'and':
        return part.parts.map(leftOutBy).reduce(either);
      case 'or':
        return part.parts.map(leftOutBy).reduce(both);
      case 'near':
      case 'word':
      case 'phrase':
        return noMatches;
    }
  }

  function leafAnswer(leaf: Leaf, find: FindWord): Answer {
    const evidence = evidenceOf(leaf, find);
    return { matches: matchesOf(evidence), leaves: [{ term: leaf.term, evidence }] };
  }

  function nearAnswer(parts: readonly Leaf[], within: number, find: FindWord): Answer {
    const lists = parts.map((part) => evidenceOf(part, find));
    const evidence = nearEvidence(lists, within);
    const term = parts.map((part) => part.term).join(' ');
    return { matches: likeliestOf(evidence), leaves: [{ term, evidence }] };
  }

  function evidenceOf(leaf: Leaf, find: FindWord): Evidence {
    const evidence = leaf.kind === 'word' ? find(leaf) : ofPhrase(leaf, find);
    return options.least === 0
      ? evidence
      : filterEvidence(evidence, (index) => (evidence.probabilities[index] ?? 0) >= options.least);
  }

  function ofPhrase({ words, term }: PhraseNode, find: FindWord): Evidence {
    return phraseEvidence(words.map(find), term, silence);
  }

  return answerNode(root, found);
}

/** Looks for each word of a query once. */
function remembered(find: FindWord): FindWord {
  const known = new Map<string, Evidence>();
  return (word) => {
    const key = JSON.stringify([word.term, word.match, word.isVerbatim, word.joined]);
    const evidence = known.get(key) ?? find(word);
    known.set(key, evidence);
    return evidence;
  };
}

/** Whether a part of a query wants nothing and only leaves out, as a group of NOTs does. */
function leavesOut(node: QueryNode): boolean {
  switch (node.kind) {
    case 'not':
      return true;
    case 'and':
    case 'or':
      return node.parts.every(leavesOut);
    case 'near':
    case 'word':
    case 'phrase':
      return false;
  }
}

/** Words that are looked for with effort: not those of a NOT. */
function countWords(node: QueryNode): number {
  switch (node.kind) {
    case 'word':
      return 1;
    case 'phrase':
      return node.words.length;
    case 'not':
      return 0;
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
