import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAlphabet, pretrainedCharacters } from '../../shared/alphabet.ts';
import { InkdexError } from '../../shared/result.ts';

describe('The alphabet', () => {
  const alphabet = createAlphabet(pretrainedCharacters);

  it('takes every text of its letters there and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...alphabet.characters) }), (text) => {
        expect(alphabet.decode(alphabet.encode(text))).toBe(text);
      }),
    );
  });

  it('leaves class 0 to the blank', () => {
    expect(Math.min(...alphabet.encode(pretrainedCharacters))).toBe(1);
    expect(alphabet.classCount).toBe(alphabet.characters.length + 1);
    expect(() => alphabet.decode([0])).toThrow(RangeError);
  });

  it('refuses a character it does not know, saying which and where', () => {
    expect(() => alphabet.encode('abЖ')).toThrow(InkdexError);
    expect(() => alphabet.encode('abЖ')).toThrow(/"Ж" \(character 3\)/u);
    expect(alphabet.has('abЖ')).toBe(false);
  });

  it('refuses a letter that stands twice', () => {
    expect(() => createAlphabet('abca')).toThrow(/"a" more than once/u);
  });
});
