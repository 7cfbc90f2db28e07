import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  characterErrorRate,
  counted,
  editDistance,
  foldTerms,
  foldText,
  transcribed,
  normalizeText,
  searchTerms,
  wordErrorRate,
} from '../../shared/text.ts';

describe('Text', () => {
  it('counts in words', () => {
    expect([0, 1, 2].map((count) => counted(count, 'photo'))).toEqual(['0 photos', '1 photo', '2 photos']);
  });

  it('has one normal form for composed and combining accents', () => {
    expect(normalizeText('  e\u0301te\u0301 ')).toBe('\u00e9t\u00e9');
  });

  it('folds accents, case and punctuation away', () => {
    expect(foldText("L'Été, 2026!")).toBe('lete2026');
    const ascii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
    expect(foldText(ascii)).toBe('0123456789abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz');
    expect(`${foldText(ascii)}e`).toBe(foldText(`${ascii}é`));
  });

  it('folds digits of every script into the same ten', () => {
    expect(['٣٤', '३४', '۳۴', '３４', '𝟛𝟜', '34'].map(foldText)).toEqual(
      Array.from({ length: 6 }, () => '34'),
    );
    const isDigit = (code: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(code));
    const digits = Array.from({ length: 0x2_0000 }, (_, code) => code).filter(isDigit);
    let before = -2;
    let place = 0;
    for (const code of digits) {
      place = code === before + 1 ? place + 1 : 0;
      before = code;
      expect([code, foldText(String.fromCodePoint(code))]).toEqual([code, String(place % 10)]);
    }
    expect(digits.length).toBeGreaterThan(600);
  });

  it('folds letters that case or a ligature writes in two ways into one', () => {
    expect(['Straße', 'STRASSE', 'STRAẞE'].map(foldText)).toEqual(['strasse', 'strasse', 'strasse']);
    expect(['cœur', 'CŒUR', 'Ærø', 'ǽ'].map(foldText)).toEqual(['coeur', 'coeur', 'aero', 'ae']);
    expect(foldText('ΟΔΟΣ')).toBe(foldText('οδοστρωμα').slice(0, 4));
    expect(searchTerms('Maß, Œuvre')).toEqual(['mass', 'oeuvre']);
  });

  it.each([
    ['smørrebrød', 'smorrebrod'],
    ['Łódź', 'lodz'],
    ['Đorđe', 'dorde'],
    ['Þór', 'thor'],
    ['Ħaż-Żebbuġ', 'hazzebbug'],
    ['ISPARTA ısparta İzmir', 'ispartaispartaizmir'],
    ['ŋŧ ǾØ', 'ntoo'],
  ])('folds %s to %s, letters that do not decompose too', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it.each([
    ['कमल', 'कमला'],
    ['กิ', 'ก็'],
    ['কলম', 'কলমি'],
    ['か', 'が'],
    ['½', '12'],
    ['¾', '34'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(foldText(one)).not.toBe(foldText(other));
    expect(foldTerms(one)).not.toEqual(foldTerms(other));
  });

  it.each([
    ['שָׁלוֹם', 'שלום'],
    ['كِتَاب', 'كتاب'],
    ['Ёлка', 'елка'],
    ['Ἀθῆναι', 'αθηναι'],
  ])('folds the points of %s', (pointed, plain) => {
    expect(foldText(pointed)).toBe(plain);
  });

  it('transcribes letters that keyboards lack, and only those', () => {
    expect(['Müller', 'Gröna', 'Århus', 'SØREN', 'Mu\u0308ller', 'Noël', 'Muller'].map(transcribed)).toEqual([
      'mueller',
      'groena',
      'aarhus',
      'soeren',
      'mueller',
      null,
      null,
    ]);
  });

  it('takes runs of two or more letters and digits as search terms', () => {
    expect(searchTerms('insertBefore(val,newVal) = O(n) été 7 42')).toEqual([
      'insertbefore',
      'val',
      'newval',
      'été'.normalize('NFKD').replace(/\p{M}/gu, ''),
      '42',
    ]);
  });

  it('counts edits as Levenshtein defined them', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'ab')).toBe(2);
    expect(editDistance('même', 'meme')).toBe(1);
  });

  it('measures a metric: symmetric, zero only for equals, and the triangle inequality', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '1'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });

  it('averages the character error rate over characters and the word error rate over words', () => {
    const comparisons = [
      { truth: 'abcd', reading: 'abcx' },
      { truth: 'ab', reading: 'ab' },
    ];
    expect(characterErrorRate(comparisons)).toBeCloseTo(1 / 6);
    expect(wordErrorRate(comparisons)).toBe(0.5);
    const lines = [
      { truth: 'a line of words', reading: 'a lineof words' },
      { truth: 'ab', reading: '' },
    ];
    expect(wordErrorRate(lines)).toBe(3 / 5);
  });
});
