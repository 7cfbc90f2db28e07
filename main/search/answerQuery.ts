import { z } from 'zod';
import { sql, type ReadableDatabase } from '../store/database.ts';
import { choosePhotos, collectionRemarks, filterPhotos, hitFilter, photosThrough } from './filters.ts';
import {
  noMatches,
  type Matches,
  both,
  either,
  filterMatches,
  likeliestOf,
  matchesOf,
  without,
} from './kernels/matches.ts';
import { unbalancedRemark } from './literal.ts';
import { parseQuery } from './parseQuery.ts';
import type {
  Query,
  Leaf,
  PhraseNode,
  QueryNode,
  WordNode,
  Depth,
  RespelledWord,
  WordSearch,
} from './query.ts';
import { cutTerm } from '../store/index/wordEntries.ts';
import { findPostings } from '../store/index/postings.ts';
import { filterEvidence, mergeAll, scaled, type Evidence } from './kernels/evidence.ts';
import { nearEvidence, phraseEvidence } from './kernels/phraseEvidence.ts';
import { findSkippable } from './skippable.ts';
import { readEvidence, wordEvidence } from './wordEvidence.ts';

/** The results of a query, and the parsed query. */
interface AnsweredQuery extends Answer {
  readonly parsed: Query;
  /** Remarks for the user about parts of the query that were ignored or not searched. */
  readonly remarks: readonly string[];
  readonly respelled: readonly RespelledWord[];
}

interface KeptAnswer {
  /** Cache key: the query, the depth, and the state of the library. */
  readonly key: string;
  readonly answered: AnsweredQuery;
}

const last = new WeakMap<ReadableDatabase, KeptAnswer>();

/**
 * The photos that match a query and its filters. The last answer is cached until the library changes, because its next
 * page and its facets are requested right after it.
 */
export function answerQuery(db: ReadableDatabase, query: string, depth: Depth): AnsweredQuery {
  const key = JSON.stringify([query, depth, libraryState(db)]);
  const kept = last.get(db);
  if (kept?.key === key) return kept.answered;
  const answered = answerOnce(db, query, depth);
  last.set(db, { key, answered });
  return answered;
}

/** The same without keeping the answer, so that the one on screen stays cached. */
export function answerOnce(db: ReadableDatabase, query: string, depth: Depth = 'full'): AnsweredQuery {
  const parsed = parseQuery(query);
  // A bracket or a quotation mark that is still to be typed is not missing.
  const remark = depth === 'full' ? unbalancedRemark(query) : null;
  const unknown = depth === 'full' ? collectionRemarks(db, parsed.filters) : [];
  const excluded = depth === 'full' ? exclusionRemark(query, parsed) : null;
  const remarks = [...parsed.remarks, ...[remark, excluded].filter((each) => each !== null), ...unknown];
  return answerParsed(db, { ...parsed, remarks }, depth);
}

/** A remark for the user about a query that excludes one word and wants none: "-5" may be a number. */
function exclusionRemark(query: string, { root, filters }: Query): string | null {
  if (root?.kind !== 'not' || root.part.kind !== 'word' || filters.length > 0) return null;
  const { text } = root.part;
  const advice = ` To find “-${text}” itself, write it in quotes: "-${text}".`;
  return `These are the photos without “${text}”.${query.includes('NOT') ? '' : advice}`;
}

function answerParsed(db: ReadableDatabase, parsed: Query, depth: Depth): AnsweredQuery {
  const { root, filters, remarks } = parsed;
  const everything = (): Matches => photosThrough(db, filters);
  if (root === null) {
    // An empty query has no results.
    return {
      parsed,
      matches: choosePhotos(filters) ? everything() : noMatches,
      leaves: [],
      remarks,
      respelled: [],
    };
  }
  const found = answer(db, root, { depth, isHit: hitFilter(filters), everything });
  return {
    parsed,
    matches: filterPhotos(db, found.matches, filters),
    leaves: found.leaves,
    remarks: [...remarks, ...found.remarks],
    respelled: found.respelled,
  };
}

const stateSchema = z.object({ changes: z.number().int(), version: z.number().int() });

/** Changes with every change of this connection, and with every commit of other connections. */
function libraryState(db: ReadableDatabase): z.infer<typeof stateSchema> | undefined {
  return db.first(
    stateSchema,
    sql`SELECT total_changes() AS changes, data_version AS version FROM pragma_data_version`,
  );
}

/** The words that match one word, phrase or NEAR of a query. */
export interface LeafAnswer {
  /** As `WordNode.term` and `PhraseNode.term`. */
  readonly term: string;
  readonly evidence: Evidence;
}

export interface Answer {
  readonly matches: Matches;
  /** The hits to highlight, without those of excluded parts. */
  readonly leaves: readonly LeafAnswer[];
}

interface RemarkedAnswer extends Answer {
  /** Remarks for the user about parts that were not searched. */
  readonly remarks: readonly string[];
  readonly respelled: readonly RespelledWord[];
}

interface AnswerOptions {
  readonly depth: Depth;
  /** Which matches count, by their probability; null for all. */
  readonly isHit: ((probability: number) => boolean) | null;
  /** The photos that a part of only exclusions excludes. */
  readonly everything: () => Matches;
}

/** Least probability of a match that excludes its photo: NOT refers to text that the user can see. */
const certainProbability = 0.5;

/** The probability that a word with the letters of two words of a phrase is these two words. Set by hand. */
const joinedBelief = 0.95;

type FindWord = (word: WordNode) => Evidence;

/** The answer to a part of a query: the photos that it includes or excludes. */
interface Search extends Pick<AnswerOptions, 'isHit'> {
  readonly find: FindWord;
}

/** The photos that match a query, with their matching words. */
function answer(db: ReadableDatabase, root: QueryNode, options: AnswerOptions): RemarkedAnswer {
  const skippable = findSkippable(db);
  // A query of many words has other words to match, and should not take longer as a whole.
  const effort = 1 / Math.max(1, countWords(root));
  const remarks = new Set<string>();
  const respelled = new Map<string, RespelledWord>();
  const search: WordSearch = {
    depth: options.depth,
    effort,
    remark: (text) => {
      remarks.add(text);
    },
    respell: (word) => {
      respelled.set(word.typed, word);
    },
  };
  const wanted: Search = {
    find: remembered((word) => wordEvidence(db, word, search)),
    isHit: options.isHit,
  };
  // Similar and unfinished words exclude no photo, and excluded words are not hits.
  const unwanted: Search = { find: remembered((word) => readEvidence(db, word, search)), isHit: null };

  function answerNode(node: QueryNode, by: Search): Answer {
    switch (node.kind) {
      case 'or':
        return leavesOut(node) ? answerAll([node], by) : combined(answerEach(node.parts, by), either);
      case 'and':
        return answerAll(node.parts, by);
      case 'not':
        return answerAll([node], by);
      case 'near':
        return nearAnswer(node.parts, node.within, by);
      case 'word':
      case 'phrase':
        return leafAnswer(node, by);
    }
  }

  function answerEach(parts: readonly QueryNode[], by: Search): Answer[] {
    return parts.map((part) => answerNode(part, by));
  }

  function answerAll(parts: readonly QueryNode[], by: Search): Answer {
    const asked = parts.filter((part) => !leavesOut(part));
    const { matches, leaves } =
      asked.length === 0
        ? { matches: options.everything(), leaves: [] }
        : combined(answerEach(asked, by), both);
    return { matches: parts.filter(leavesOut).map(leftOutBy).reduce(without, matches), leaves };
  }

  /** The photos that a part of only exclusions excludes. */
  function leftOutBy(part: QueryNode): Matches {
    switch (part.kind) {
      case 'not':
        return filterMatches(
          answerNode(part.part, unwanted).matches,
          (_, score) => score >= certainProbability,
        );
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

  function leafAnswer(leaf: Leaf, by: Search): Answer {
    const evidence = evidenceOf(leaf, by);
    return { matches: matchesOf(evidence), leaves: [{ term: leaf.term, evidence }] };
  }

  function nearAnswer(parts: readonly Leaf[], within: number, by: Search): Answer {
    const lists = parts.map((part) => evidenceOf(part, by));
    const evidence = nearEvidence(lists, within);
    const term = parts.map((part) => part.term).join(' ');
    return { matches: likeliestOf(evidence), leaves: [{ term, evidence }] };
  }

  function evidenceOf(leaf: Leaf, by: Search): Evidence {
    const evidence = leaf.kind === 'word' ? by.find(leaf) : ofPhrase(leaf, by);
    const { isHit } = by;
    return isHit === null
      ? evidence
      : filterEvidence(evidence, (index) => isHit(evidence.readingProbability(index)));
  }

  function ofPhrase({ words, term }: PhraseNode, by: Search): Evidence {
    const lists = words.map(by.find);
    const whole = phraseEvidence(lists, term, skippable);
    return mergeAll([
      whole,
      ...joinedPairs(words, lists).map((pair) => phraseEvidence(pair, term, skippable)),
    ]);
  }

  /** The lists of a phrase with each two neighbours that some word joins, as "node(return" joins "node return". */
  function joinedPairs(words: readonly WordNode[], lists: readonly Evidence[]): Evidence[][] {
    return words.slice(1).flatMap(({ term: right, match }, index) => {
      const both = cutTerm((words[index]?.term ?? '') + right);
      const postings = match === 'exact' ? findPostings(db, both) : null;
      if (postings === null || postings.length === 0) return [];
      return [lists.toSpliced(index, 2, scaled(postings, both, 'joined', joinedBelief))];
    });
  }

  return { ...answerNode(root, wanted), remarks: [...remarks], respelled: [...respelled.values()] };
}

/** Searches each word of a query once. */
function remembered(find: FindWord): FindWord {
  const known = new Map<string, Evidence>();
  return (word) => {
    const key = JSON.stringify(word);
    const evidence = known.get(key) ?? find(word);
    known.set(key, evidence);
    return evidence;
  };
}

/** Whether a part of a query only excludes, such as a group of NOTs. */
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

/** Words that share the search effort: all except those of a NOT. */
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
