import { describe, expect, it } from 'vitest';
import { agreedWords, type OwnWord } from '../../../../main/pretraining/unlabelled/agreement.ts';
import { quadOfBox, type Box } from '../../../../shared/geometry.ts';

const box: Box = [100, 50, 120, 30];
const piece = (text: string, left: number, width = 40) => ({ text, box: [left, 48, width, 34] as const });

function own(text: string, confidence: number, quad = quadOfBox(box)): OwnWord {
  return { box, quad, text, confidence };
}

const keeps = (word: OwnWord, ...others: Parameters<typeof agreedWords>[1]) =>
  agreedWords([word], others).length > 0;

describe('a word labels itself', () => {
  it('when another reader sees the same, in one piece or in several, from left to right', () => {
    expect(keeps(own('Domain', 0.5), piece('Domain', 100, 120))).toBe(true);
    expect(keeps(own('Domain', 0.5), piece('ain', 165), piece('Dom', 110))).toBe(true);
    expect(keeps(own('Domain', 0.5), piece('ain', 110), piece('Dom', 165))).toBe(false);
  });

  it('when ours is sure, with another reading beside it, and with none', () => {
    expect(keeps(own('Domain', 0.97), piece('Dornain', 100, 120))).toBe(true);
    expect(keeps(own('Domain', 0.97))).toBe(true);
    expect(keeps(own('Domain', 0.96))).toBe(false);
    expect(keeps(own('Domain', 0.96), piece('Dornain', 100, 120))).toBe(false);
  });

  it('with other capitals or signs only when ours is nearly sure of its own', () => {
    expect(keeps(own('Domain:', 0.89), piece('domain', 100, 120))).toBe(false);
    expect(keeps(own('Domain:', 0.9), piece('domain', 100, 120))).toBe(true);
  });

  it('not when both may be wrong: ours hardly believes it, or it is a single character', () => {
    expect(keeps(own('elenent', 0.29), piece('elenent', 100, 120))).toBe(false);
    expect(keeps(own('0', 0.9), piece('0', 100, 120))).toBe(false);
    expect(keeps(own('0', 0.97), piece('O', 100, 120))).toBe(true);
  });

  it('not by what stands in another place: beside, above or below', () => {
    expect(keeps(own('Domain', 0.5), piece('Domain', 230, 120))).toBe(false);
    expect(keeps(own('Domain', 0.5), { text: 'Domain', box: [100, 90, 120, 30] })).toBe(false);
  });

  it('not without letters and digits, and not where its box would show other ink: leaning, or upside down', () => {
    expect(keeps(own('=>', 1), piece('=>', 100))).toBe(false);
    expect(keeps(own('Domain', 1))).toBe(true);
    const [a, b, c, d] = quadOfBox(box);
    expect(keeps(own('Domain', 1, [a, [b[0], b[1] + 12], [c[0], c[1] + 12], d]))).toBe(true);
    expect(keeps(own('Domain', 1, [a, [b[0], b[1] + 30], [c[0], c[1] + 30], d]))).toBe(false);
    expect(keeps(own('Domain', 1, [c, d, a, b]))).toBe(false);
  });
});
