import { describe, expect, it } from 'vitest';
import { exampleWords } from '../../../renderer/shell/exampleWords.ts';
import {
  distinctHits,
  firstWeak,
  hitGroups,
  hitSteps,
  isWhole,
  stacksOf,
  stepHit,
} from '../../../renderer/state/hits.ts';
import { searchResultSchema } from '../../../shared/contract/search.ts';
import { hitFixture, photoFixture, wordFixture } from '../../support/photos.ts';

const result = (photo: number, hits: readonly object[]) =>
  searchResultSchema.parse({ photo: photoFixture(photo), score: 1, hits, lines: [], stackedOn: null });

const results = [
  result(7, [hitFixture(70, 'red', 0.4), hitFixture(70, 'reed', 0.9), hitFixture(71, 'tree', 0.8)]),
  result(8, []),
  result(9, [hitFixture(90, 'tree', 1)]),
];
const box = [0, 0, 10, 10] as const;
const steps = hitSteps(results);

describe('hits', () => {
  it('name a word once, by its likeliest reading', () => {
    expect(distinctHits(results[0]?.hits ?? []).map(({ word, text }) => [word, text])).toEqual([
      [70, 'reed'],
      [71, 'tree'],
    ]);
  });

  it('of a phrase are one, which is stepped over as a whole', () => {
    const phrase = [
      hitFixture(60, 'linked list', 0.9),
      hitFixture(61, 'linked list', 0.7, 60),
      hitFixture(64, 'list', 1),
    ];
    const found = result(6, phrase);
    const groups = hitGroups(found.hits).map(({ text, words, probability }) => [
      text,
      words.length,
      probability,
    ]);
    expect(groups).toEqual([
      ['linked list linked list', 2, 0.7],
      ['list', 1, 1],
    ]);
    const [first, second] = hitSteps([found]);
    const photo = found.photo.id;
    // The likeliest first.
    expect([first?.word, second?.word]).toEqual([64, 60]);
    // Its second word may be selected on the photo.
    expect(stepHit(hitSteps([found]), { photo, word: second?.words?.[1] ?? null }, 1)?.word).toBe(64);
  });

  it('are stepped through across photos, round and round', () => {
    const seen = [];
    let at = stepHit(steps, { photo: null, word: null }, 1);
    for (let count = 0; count < 4 && at !== null; count += 1) {
      seen.push(at.word);
      at = stepHit(steps, at, 1);
    }
    expect(seen).toEqual([70, 71, 90, 70]);
    expect(stepHit(steps, { photo: null, word: null }, -1)?.word).toBe(90);
  });

  it('end where the answer goes on that is loaded so far', () => {
    const [first, last] = [steps[0] ?? null, steps.at(-1) ?? null];
    expect(isWhole({ results, total: 3 })).toBe(true);
    expect(isWhole({ results, total: 4 })).toBe(false);
    expect(last && stepHit(steps, last, 1, false)).toBeNull();
    expect(first && stepHit(steps, first, -1, false)).toBeNull();
    expect(first && stepHit(steps, first, 1, false)?.word).toBe(71);
    expect(stepHit(steps, { photo: null, word: null }, -1, false)).toBeNull();
    expect(stepHit(steps, { photo: null, word: null }, 1, false)?.word).toBe(70);
  });

  it('are entered at the photo on screen when no hit is chosen yet', () => {
    const photo = photoFixture(9).id;
    expect(stepHit(steps, { photo, word: null }, 1)?.word).toBe(90);
    expect(stepHit(steps, { photo: photoFixture(7).id, word: null }, -1)?.word).toBe(71);
  });

  it('lead nowhere when there are none', () => {
    expect(stepHit([], { photo: null, word: null }, 1)).toBeNull();
  });
});

describe('stacks', () => {
  const below = (photo: number, top: number, score = 1) =>
    searchResultSchema.parse({
      ...result(photo, [hitFixture(photo * 10, 'tree', 1)]),
      score,
      stackedOn: photoFixture(top).id,
    });
  const top = result(7, [hitFixture(70, 'tree', 1)]);
  const other = result(8, [hitFixture(80, 'tree', 1)]);

  it('hold similar photos below the best, in whose order hits are stepped through', () => {
    const found = [top, other, below(9, 7), below(6, 7, 0.1)];
    const shown = stacksOf(found).map(({ top: { photo }, others }) => [
      photo.id,
      ...others.map((each) => each.photo.id),
    ]);
    expect(shown).toEqual([[7, 9, 6], [8]]);
    expect(hitSteps(found).map(({ photo }) => photo)).toEqual([7, 9, 6, 8]);
  });

  it('are weak where their best photo is, and show a photo whose best one is not loaded', () => {
    const weak = searchResultSchema.parse({ ...other, score: 0.1 });
    const stacks = stacksOf([top, below(9, 7, 0.1), weak]);
    expect([stacks.length, firstWeak(stacks)]).toEqual([2, 1]);
    expect(stacksOf([below(9, 7)])).toHaveLength(1);
  });
});

describe('words to try', () => {
  it('are the surest read, no fragments, folded, and taken from the photos in turn', async () => {
    const words = new Map([
      [
        1,
        [
          wordFixture(1, 'Notebook', { line: 0, position: 0, box }, { confidence: 0.6 }),
          wordFixture(2, 'Algorithm', { line: 0, position: 1, box }),
          wordFixture(3, 'guess', { line: 0, position: 2, box }, { confidence: 0.3 }),
          wordFixture(4, 'at', { line: 0, position: 3, box }),
          wordFixture(5, 'x=y+1234', { line: 0, position: 4, box }),
        ],
      ],
      [2, [wordFixture(6, 'Élève', { line: 0, position: 0, box })]],
    ]);
    const found = await exampleWords({
      listPhotos: () => Promise.resolve({ total: 2, photos: [photoFixture(1), photoFixture(2)] }),
      getPhoto: ({ photo }) =>
        Promise.resolve({ photo: photoFixture(photo), words: words.get(photo) ?? [], marks: [] }),
    });
    expect(found).toEqual(['algorithm', 'eleve', 'notebook']);
  });
});
