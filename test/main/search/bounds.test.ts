import { describe, expect, it } from 'vitest';
import { WordLikelihood } from '../../../main/ml/decoding/wordLikelihood.ts';
import { adjacentPlaces } from '../../../main/search/kernels/adjacentPlaces.ts';
import { Evidence, filterEvidence, mergeAll, scaled } from '../../../main/search/kernels/evidence.ts';
import {
  isIn,
  presence,
  weaken,
  withoutUncertain,
  withPresencePrior,
} from '../../../main/search/kernels/evidenceWeights.ts';
import { firstBy } from '../../../main/search/kernels/firstBy.ts';
import {
  both,
  countLikely,
  either,
  filterMatches,
  likeliestOf,
  matchesOf,
  without,
  type Matches,
} from '../../../main/search/kernels/matches.ts';
import {
  nearEvidence,
  nothingSkippable,
  phraseEvidence,
} from '../../../main/search/kernels/phraseEvidence.ts';
import { likeliest } from '../../../main/search/kernels/ranking.ts';
import { placeKey, PlaceSums, PostingList } from '../../../main/store/index/places.ts';
import { packPosteriors, unpackPosteriors } from '../../../shared/prunedPosteriors.ts';
import { guarded } from '../../support/guarded.ts';

/** Words of photos, each as "photo/position", in columns that end with the last word. */
type Words = readonly string[];

function placesOf(words: Words): [number, number][] {
  return words.map((word) => {
    const [photo = 0, position = 0] = word.split('/').map(Number);
    return [photo, position];
  });
}

function postings(words: Words): PostingList {
  const list = new PostingList();
  for (const [photo, position] of placesOf(words)) list.push(photo, position, 200);
  list.photos = guarded(list.photos.slice(0, list.length));
  list.positions = guarded(list.positions.slice(0, list.length));
  list.shares = guarded(list.shares.slice(0, list.length));
  return list;
}

function evidence(words: Words, weight = 1): Evidence {
  const list = new Evidence(words.length);
  const source = list.source('word', weight);
  for (const [photo, position] of placesOf(words)) {
    list.push({ photo, position, span: 1, probability: 0.75 * weight, way: 0, source });
  }
  return guardedEvidence(list);
}

function guardedEvidence(list: Evidence): Evidence {
  list.photos = guarded(list.photos.slice(0, list.length));
  list.positions = guarded(list.positions.slice(0, list.length));
  list.spans = guarded(list.spans.slice(0, list.length));
  list.probabilities = guarded(list.probabilities.slice(0, list.length));
  list.ways = guarded(list.ways.slice(0, list.length));
  list.sources = guarded(list.sources.slice(0, list.length));
  return list;
}

function guardedMatches({ photos, scores, length }: Matches): Matches {
  return { photos: guarded(photos.slice()), scores: guarded(scores.slice()), length };
}

const pairs: readonly (readonly [Words, Words])[] = [
  [[], []],
  [[], ['1/0']],
  [['1/0'], []],
  [['1/0'], ['1/0']],
  [['1/0'], ['1/1']],
  [['1/0', '1/2', '3/0'], ['2/0']],
  [['2/5'], ['1/0', '2/6', '9/0']],
  [
    ['1/0', '1/1', '1/2', '7/0'],
    ['1/1', '7/1'],
  ],
];

describe.each(pairs)('words at %j and at %j are never read outside of their columns', (left, right) => {
  it('as postings', () => {
    const found = scaled(postings(left), 'word', 'joined', 0.5);
    expect(found.length).toBe(left.length);
    for (const { probability } of adjacentPlaces(postings(left), postings(right))) {
      expect(probability).toBeCloseTo((200 / 255) ** 2);
    }
    const sums = new PlaceSums(left.length + right.length);
    sums.add(postings(left));
    sums.add(postings(right), 0.5);
    expect(sums.inOrder().length).toBe(new Set([...left, ...right]).size);
    expect([...sums.largest(1)]).toHaveLength(new Set([...left, ...right]).size);
    expect(postings(left).shareAt(99, 99)).toBe(0);
  });

  it('merged, filtered and weighed', () => {
    const merged = mergeAll([evidence(left), evidence(right)]);
    expect(merged.length).toBe(new Set([...left, ...right]).size);
    const many = mergeAll(Array.from({ length: 7 }, (_, index) => evidence(index % 2 === 0 ? left : right)));
    expect(many.length).toBe(merged.length);
    for (let index = 0; index < merged.length; index += 1) {
      for (const value of Object.values(merged.entry(index))) expect(value).toBeGreaterThanOrEqual(0);
    }
    expect(filterEvidence(evidence(left), () => true).length).toBe(left.length);
    expect(isIn(evidence(left), { photo: 99, position: 0 })).toBe(false);
    expect(withoutUncertain(evidence(left, 0.5), evidence(right)).length).toBeLessThanOrEqual(left.length);
    expect(presence(evidence(left))).toBeLessThan(1);
    const weakened = evidence(left);
    weaken(weakened);
    for (const list of [weakened, withPresencePrior(evidence(left, 0.1))]) {
      for (const probability of list.probabilities) expect(probability).toBeGreaterThan(0);
    }
  });

  it('as a phrase and near each other', () => {
    const lists = [evidence(left), evidence(right)];
    for (const found of [phraseEvidence(lists, 'a b', nothingSkippable), nearEvidence(lists, 8)]) {
      for (let index = 0; index < found.length; index += 1) {
        expect(found.probabilities[index]).toBeCloseTo(0.75 ** 2);
        expect(found.weightOf(index)).toBe(1);
      }
    }
    expect(nearEvidence([], 8).length).toBe(0);
    expect(phraseEvidence([], '', nothingSkippable).length).toBe(0);
  });

  it('as photos that match, combined and ranked', () => {
    const [a, b] = [guardedMatches(matchesOf(evidence(left))), guardedMatches(matchesOf(evidence(right)))];
    const uncertain = guardedMatches(matchesOf(evidence(left, 0.5)));
    for (const found of [both(a, b), either(a, b), without(a, b), likeliestOf(evidence(left)), uncertain]) {
      for (const photo of found.photos) expect(photo).toBeGreaterThan(0);
      for (const score of found.scores) expect(score).toBeGreaterThan(0);
      expect(countLikely(found)).toBeLessThanOrEqual(found.length);
    }
    const matches = guardedMatches(either(a, b));
    expect(filterMatches(matches, () => true).length).toBe(matches.length);
    const leaves = [{ evidence: evidence(left) }, { evidence: evidence(right) }];
    for (const count of [1, 50]) {
      const order = likeliest(matches, leaves, count, {
        times: () => (photo) => photo,
        heights: (places) => new Map(places.map(({ photo, position }) => [placeKey(photo, position), 0.1])),
        near: 8,
      });
      expect(new Set(order).size).toBe(Math.min(count, matches.length));
      for (const index of order) expect(index).toBeLessThan(matches.length);
    }
  });
});

it('no more than the given places are ordered', () => {
  for (const [places, count] of [
    [0, 3],
    [1, 0],
    [9, 1],
    [9, 2],
    [40, 3],
    [40, 99],
  ] as const) {
    // prettier-ignore
    const given = Array.from({ length: places }, (_, index) => (index * 7) % places);
    const sorted = given.toSorted((a, b) => a - b);
    expect(firstBy(given, count, (a, b) => a - b)).toEqual(sorted.slice(0, count));
  }
});

it.each([0, 1, 5])('a word has a likelihood under posteriors of %d steps', (steps) => {
  const packed = packPosteriors(
    Array.from({ length: steps }, (_, step) => new Map([[97 + (step % 2), 0.9]])),
    { best: -1, uncertainty: 0.5 },
  );
  const posteriors = unpackPosteriors(packed);
  if (posteriors === null) throw new Error('The posteriors were not unpacked.');
  const { starts, symbols, probabilities } = posteriors;
  const bounded = {
    ...posteriors,
    starts: guarded(starts.slice()),
    symbols: guarded(symbols.slice()),
    probabilities: guarded(probabilities.slice()),
  };
  for (const word of ['', 'a', 'aa', 'abab', 'abcdefgh']) {
    expect(new WordLikelihood(word).of(bounded)).not.toBeNaN();
  }
  expect(new WordLikelihood('').of(bounded) === 0).toBe(steps === 0);
});
