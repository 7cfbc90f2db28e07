import { describe, expect, it } from 'vitest';
import { proposedText, readingsOfHit, reasonOf, searchedText } from '../../../renderer/search/hitReadings.ts';

const hit = {
  text: 'modem',
  term: 'modern',
  probability: 0.4,
  way: 'read',
  meant: null,
  alternatives: [
    { text: 'modem', confidence: 0.6 },
    { text: 'modest', confidence: 0.1 },
  ],
  isConfirmed: false,
} as const;

describe('the dialog of a hit', () => {
  it('proposes the reading that matched, or the term where only letters were seen', () => {
    expect(proposedText(hit)).toBe('modem');
    expect(readingsOfHit(hit)).toBe(hit.alternatives);
    const seen = { ...hit, way: 'seen' } as const;
    expect(proposedText(seen)).toBe('modern');
    expect(readingsOfHit(seen)[0]).toEqual({ text: 'modern', confidence: 0.4 });
    // Of a phrase, each word has its own text.
    expect(proposedText({ ...seen, term: 'modern art' })).toBe('modem');
  });

  it('has a text for what was searched, unless the word is a part of it or more', () => {
    expect(searchedText({ ...hit, way: 'seen' })).toBe('modern');
    expect(searchedText(hit)).toBe('modem');
    expect(searchedText({ ...hit, way: 'split' })).toBeNull();
    expect(searchedText({ ...hit, way: 'joined' })).toBeNull();
  });

  it('says why the word was found', () => {
    expect(reasonOf({ ...hit, way: 'meant', meant: 'modest' })).toContain('modest');
    expect(reasonOf({ ...hit, isConfirmed: true })).toBe('A person confirmed this word.');
    expect(reasonOf({ ...hit, way: 'begins' })).toBe('A reading starts with what you searched for.');
    expect(reasonOf({ ...hit, way: 'begins', isConfirmed: true })).toBe(
      'A person confirmed this word, which starts with what you searched for.',
    );
  });
});
