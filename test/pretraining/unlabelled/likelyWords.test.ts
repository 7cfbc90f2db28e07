import { describe, expect, it } from 'vitest';
import { likelyWords } from '../../../pretraining/unlabelled/likelyWords.ts';
import { quadOfBox, type Box } from '../../../shared/geometry.ts';

const box: Box = [100, 50, 120, 30];
const keeps = (text: string, confidence: number, quad = quadOfBox(box)): boolean =>
  likelyWords([{ box, quad, text, confidence }]).length > 0;

describe('a word labels itself', () => {
  it('when its text is very likely right', () => {
    expect(keeps('Domain', 0.93)).toBe(true);
    expect(keeps('Domain', 0.92)).toBe(false);
  });

  it('not without letters and digits', () => {
    expect(keeps('=>', 1)).toBe(false);
    expect(keeps('x=>', 1)).toBe(true);
  });

  it('not where its box would show other ink: leaning, or upside down', () => {
    const [a, b, c, d] = quadOfBox(box);
    expect(keeps('Domain', 1, [a, [b[0], b[1] + 12], [c[0], c[1] + 12], d])).toBe(true);
    expect(keeps('Domain', 1, [a, [b[0], b[1] + 30], [c[0], c[1] + 30], d])).toBe(false);
    expect(keeps('Domain', 1, [c, d, a, b])).toBe(false);
  });
});
