import { describe, expect, it } from 'vitest';
import type { Score } from '../../../shared/contract/run.ts';
import { verdictOf } from '../../../main/training/verdict.ts';

function score(cer: number, loss = cer): Score {
  return { words: 30, cer, wer: Math.min(1, 2 * cer), loss };
}

function scores(heldBack: [number, number], base: [number, number] | null) {
  const [before, after] = heldBack;
  return {
    before: { heldBack: score(before), base: base === null ? null : score(base[0]) },
    after: { heldBack: score(after), base: base === null ? null : score(base[1]) },
  };
}

describe('a model that learned a hand', () => {
  it('is put to use when it reads that hand better and the others as well', () => {
    const { better, verdict } = verdictOf('corrections', scores([0.2, 0.12], [0.1, 0.102]));
    expect(better).toBe(true);
    expect(verdict).toContain('CER 20.0 % before, 12.0 % after');
    expect(verdict).toContain('10.0 % before, 10.2 % after');
  });

  it('is not when it forgot other hands, however well it reads this one', () => {
    const { better, verdict } = verdictOf('corrections', scores([0.2, 0.02], [0.1, 0.104]));
    expect(better).toBe(false);
    expect(verdict).toContain('forgot too much');
  });

  it.each([
    ['nothing changed', [0.2, 0.2]],
    ['it got worse', [0.2, 0.21]],
    ['it made hardly fewer errors', [0.2, 0.199]],
    ['there were no errors before', [0, 0]],
  ] as const)('is not when %s', (_what, [before, after]) => {
    const { better, verdict } = verdictOf('corrections', scores([before, after], [0.1, 0.1]));
    expect(better).toBe(false);
    expect(verdict).toContain('no gain');
  });

  it('is when errors stay as they are and what was read is surer', () => {
    const surer = {
      before: { heldBack: score(0.1, 0.5), base: score(0.1) },
      after: { heldBack: score(0.1, 0.4), base: score(0.1) },
    };
    expect(verdictOf('corrections', surer).better).toBe(true);
  });

  it('is not when labels and words have nothing to do with each other, whatever the gain', () => {
    const { better, verdict } = verdictOf('corrections', scores([1.1, 0.8], [0.1, 0.1]));
    expect(better).toBe(false);
    expect(verdict).toContain('look at the labels');
  });
});

describe('a model that learned a dataset', () => {
  it('is better when it reads the held-back words better, whatever it forgot', () => {
    expect(verdictOf('iam', scores([0.2, 0.08], [0.1, 0.3])).better).toBe(true);
    expect(verdictOf('train', scores([0.2, 0.08], null)).better).toBe(true);
    expect(verdictOf('train', scores([0.2, 0.3], null)).better).toBe(false);
  });
});
