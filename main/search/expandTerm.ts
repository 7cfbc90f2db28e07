import { characters } from '../../shared/text.ts';
import type { Database } from '../store/database.ts';
import { findTerms, findTermsByPrefix, findTermsByTrigram, type Term } from '../store/postings.ts';
import { confusedTerms, handwritingDistance } from './handwritingDistance.ts';
import type { Clause } from './parseQuery.ts';

/** A term of the vocabulary that answers a query's word. */
export interface Expansion {
  readonly id: number;
  /** 1 for the word itself; the less alike, the less. */
  readonly similarity: number;
  /** Another word that only looks like it. */
  readonly isNear: boolean;
}

const mostPrefixed = 500;
const mostTrigramCandidates = 300;
const mostNear = 60;

/** What a word that is typed further still counts, at its least. */
const leastTypingSimilarity = 0.6;

/** The terms of the vocabulary that a word of a query stands for: itself, longer ones, near ones. */
export function expandTerm(db: Database, clause: Extract<Clause, { kind: 'word' }>): Expansion[] {
  const { term, match } = clause;
  const expansions = new Map<number, Expansion>();
  if (match !== 'prefix') {
    for (const { id, similarity } of nearTerms(db, term))
      expansions.set(id, { id, similarity, isNear: true });
  }
  if (match !== 'exact') {
    for (const { id, text } of findTermsByPrefix(db, term, mostPrefixed)) {
      expansions.set(id, {
        id,
        similarity: match === 'prefix' ? 1 : typingSimilarity(term, text),
        isNear: false,
      });
    }
  }
  for (const { id } of findTerms(db, [term])) expansions.set(id, { id, similarity: 1, isNear: false });
  return [...expansions.values()];
}

/** Nearest first. */
function nearTerms(db: Database, term: string): { readonly id: number; readonly similarity: number }[] {
  const length = characters(term).length;
  const most = mostDistance(term, length);
  if (most === 0) return [];
  return candidates(db, term)
    .map(({ id, text }) => ({ id, distance: handwritingDistance(term, text, most) }))
    .filter(({ distance }) => distance > 0 && distance <= most)
    .map(({ id, distance }) => ({ id, similarity: (1 - distance / length) ** 4 }))
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, mostNear);
}

function candidates(db: Database, term: string): Term[] {
  const found = [
    ...findTermsByTrigram(db, term, mostTrigramCandidates),
    ...findTerms(db, [...confusedTerms(term).keys()]),
  ];
  return [...new Map(found.map((each) => [each.id, each])).values()];
}

/** Short words have too many neighbours, and a number is not meant to be another number. */
function mostDistance(term: string, length: number): number {
  if (length < 3) return 0;
  if (length === 3 || /^\p{N}+$/u.test(term)) return 0.5;
  if (length <= 5) return 1;
  return length <= 8 ? 1.6 : 2.2;
}

function typingSimilarity(typed: string, text: string): number {
  const share = characters(typed).length / characters(text).length;
  return leastTypingSimilarity + (1 - leastTypingSimilarity) * Math.min(1, share);
}
