import { describe, expect, it } from 'vitest';
import {
  firstParts,
  indexedReadings,
  readingTerms,
  termsOf,
} from '../../../../main/store/index/wordEntries.ts';
import { indexFromScratch, indexState } from '../../../support/labelStates.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../../support/library.ts';

describe('the terms of a word', () => {
  it('are each run of letters, and all joined, each with the sum of its readings', () => {
    const terms = readingTerms([
      { text: "don't", confidence: 0.5 },
      { text: 'dont', confidence: 0.25 },
    ]);
    expect(Object.fromEntries(terms)).toEqual({ don: 0.5, t: 0.5, dont: 0.75 });
  });

  it('are filed once more where they are the first part of a longer one', () => {
    const parts = firstParts([
      { text: "don't", confidence: 0.5 },
      { text: 'don.', confidence: 0.25 },
      { text: 'don t', confidence: 0.125 },
    ]);
    expect(Object.fromEntries(parts)).toEqual({ don: 0.625 });
  });

  it('are none for a word without letters', () => {
    expect(readingTerms([{ text: '->', confidence: 1 }]).size).toBe(0);
  });

  it('are cut where nobody reads on', () => {
    expect([...readingTerms([{ text: 'x'.repeat(1000), confidence: 1 }]).keys()]).toEqual(['x'.repeat(60)]);
  });

  it('are cut between letters, not within one', () => {
    const { db } = temporaryLibrary();
    const stem = 'a'.repeat(59);
    for (const letter of ['𐐨', '𠀀']) {
      // A Chinese character is a term of its own, too.
      expect([...termsOf(`${stem}${letter}b`)].filter((term) => term !== letter)).toEqual([
        `${stem}${letter}`,
      ]);
      addPhoto(db, `${letter}.jpg`, pageOf(`${stem}${letter}b`));
    }
    expect(indexState(db)).toEqual(indexFromScratch(db));
  });
});

describe('the readings by which a word is found', () => {
  const read = {
    mark: 'text',
    source: 'model',
    text: 'cat',
    confidence: 0.9,
    alternatives: [
      { text: 'cat', confidence: 0.005 },
      { text: 'cot', confidence: 0.004 },
      { text: 'cut', confidence: 0.02 },
    ],
  } as const;

  it('are the best one and those that are not too unlikely', () => {
    const word = { ...read, alternatives: [...read.alternatives] };
    expect(indexedReadings(word).map(({ text }) => text)).toEqual(['cat', 'cut']);
  });

  it('are what a person says, for certain', () => {
    const word = { ...read, alternatives: [...read.alternatives], source: 'human' as const, text: 'dog' };
    expect(indexedReadings(word)).toEqual([{ text: 'dog', confidence: 1 }]);
  });

  it('are none of what is no text, and the one reading of a reader that gives no others', () => {
    expect(indexedReadings({ ...read, alternatives: [], mark: 'illegible' })).toEqual([]);
    expect(indexedReadings({ ...read, alternatives: [] })).toEqual([{ text: 'cat', confidence: 0.9 }]);
  });
});
