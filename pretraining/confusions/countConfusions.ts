import { z } from 'zod';
import { foldText } from '../../shared/text.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import { alignLetters } from './alignLetters.ts';
import { knownLookAlikes, type ConfusionPair } from './knownLookAlikes.ts';

export interface ReadTruth {
  /** The true text. */
  readonly text: string;
  readonly alternatives: readonly Alternative[];
}

/** Shares of their letters that are confused, and what that costs; between and beyond by logarithm. */
const common = { share: 0.01, cost: 0.3 };
const rare = { share: 0.0005, cost: 0.85 };
const leastCost = 0.15;
/** Fewer, in words by their probability, say nothing of letters that nobody knows to be alike. */
const leastCount = 1.5;
/** What is known of look-alikes counts as much as so many letters that were read. */
const knownCount = 2000;
/** A reading with more changes than that, of a word's letters, says what it is not rather than how it looks. */
const mostChanged = 1 / 3;

/**
 * Costs of taking letters for each other: the less often a reader does, in either direction, the more.
 * Readings count by their probability, so that what is only nearly misread counts too.
 */
export function confusionPairs(words: readonly ReadTruth[]): ConfusionPair[] {
  const changed = new Map<string, number>();
  const stood = new Map<string, number>();
  for (const { text, alternatives } of words) {
    const truth = foldText(text);
    for (const { text: reading, confidence } of alternatives) {
      const aligned = alignLetters(truth, foldText(reading));
      const changes = aligned.filter(({ from, to }) => from !== to).length;
      if (changes > Math.max(1, mostChanged * truth.length)) continue;
      for (const { from, to } of aligned) {
        add(stood, from, confidence);
        if (from !== to && from !== '' && to !== '') add(changed, JSON.stringify([from, to]), confidence);
      }
      // How often two letters stand together is what two for one is measured against.
      for (const pair of pairsOf(truth)) add(stood, pair, confidence);
    }
  }
  const known = new Map(knownLookAlikes.map(([a, b, cost]) => [pairKey(a, b), shareOf(cost)]));
  const observed = Array.from(changed.keys(), (key) => {
    const [from, to] = pairSchema.parse(JSON.parse(key));
    return pairKey(from, to);
  });
  const pairs = Array.from(new Set([...known.keys(), ...observed])).flatMap((key): ConfusionPair[] => {
    const [a, b] = pairSchema.parse(JSON.parse(key));
    const count = (changed.get(JSON.stringify([a, b])) ?? 0) + (changed.get(JSON.stringify([b, a])) ?? 0);
    const expected = known.get(key);
    if (expected === undefined && count < leastCount) return [];
    const letters = (stood.get(a) ?? 0) + (stood.get(b) ?? 0);
    const share =
      expected === undefined ? count / letters : (count + expected * knownCount) / (letters + knownCount);
    const cost = Math.max(leastCost, costOf(share));
    return cost > rare.cost ? [] : [[a, b, Number(cost.toFixed(2))]];
  });
  return pairs.sort((x, y) => x[2] - y[2] || (x[0] + x[1] < y[0] + y[1] ? -1 : 1));
}

const pairSchema = z.tuple([z.string(), z.string()]);

/** The same whichever comes first. */
function pairKey(a: string, b: string): string {
  return JSON.stringify([a, b].sort((x, y) => y.length - x.length || (x < y ? -1 : 1)));
}

function costOf(share: number): number {
  const way = Math.log(common.share / share) / Math.log(common.share / rare.share);
  return common.cost + way * (rare.cost - common.cost);
}

/** The share that costs so much. */
function shareOf(cost: number): number {
  const way = (cost - common.cost) / (rare.cost - common.cost);
  return common.share * (rare.share / common.share) ** way;
}

function pairsOf(text: string): string[] {
  const letters = Array.from(text);
  return letters.slice(1).map((letter, index) => (letters[index] ?? '') + letter);
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
