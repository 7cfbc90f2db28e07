import { describe, expect, it } from 'vitest';
import type { Score } from '../../shared/contract/run.ts';
import { correctionsToBeSure, verdictOf } from '../../shared/runVerdict.ts';

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

describe('a model fine-tuned on one writer', () => {
  it('is promoted when it reads that writer better and others as well as before', () => {
    const { better, verdict } = verdictOf('corrections', scores([0.2, 0.12], [0.1, 0.102]));
    expect(better).toBe(true);
    expect(verdict).toContain('CER 20.0 % before, 12.0 % after');
    expect(verdict).toContain('10.0 % before, 10.2 % after');
  });

  it('is not promoted when it reads other writers worse, however well it reads this one', () => {
    const { better, verdict } = verdictOf('corrections', scores([0.2, 0.02], [0.1, 0.104]));
    expect(better).toBe(false);
    expect(verdict).toContain('reads other writers worse');
  });

  it.each([
    ['nothing changed', [0.2, 0.2]],
    ['it got worse', [0.2, 0.21]],
    ['it made hardly fewer errors', [0.2, 0.199]],
    ['there were no errors before', [0, 0]],
  ] as const)('is not promoted when %s', (_what, [before, after]) => {
    const { better, verdict } = verdictOf('corrections', scores([before, after], [0.1, 0.1]));
    expect(better).toBe(false);
    expect(verdict).toContain('No improvement');
  });

  it('is promoted when errors stay the same and confidence rises', () => {
    const surer = {
      before: { heldBack: score(0.1, 0.5), base: score(0.1) },
      after: { heldBack: score(0.1, 0.4), base: score(0.1) },
    };
    expect(verdictOf('corrections', surer).better).toBe(true);
  });

  it('is not promoted when labels and words do not match, whatever the gain', () => {
    const { better, verdict } = verdictOf('corrections', scores([1.1, 0.8], [0.1, 0.1]));
    expect(better).toBe(false);
    expect(verdict).toContain('check the labels');
  });
});

describe('a verdict on few words', () => {
  const few = { ...scores([0.2, 0.15], null), change: { low: -0.15, high: 0.05 } };

  it('says that they are too few, and about how many more corrections are enough', () => {
    expect(verdictOf('corrections', few).verdict).toContain(
      '30 held-out words are too few to be sure. About 790 more corrections are enough.',
    );
    expect(verdictOf('iam', few).verdict).toMatch(/too few to be sure\.$/u);
  });

  it('asks for no corrections when the words are enough, or when no number that anybody corrects would be', () => {
    const { verdict } = verdictOf('corrections', { ...few, change: { low: -0.09, high: -0.01 } });
    expect(verdict).not.toContain('too few');
    const none = { ...scores([0.02, 0.02], null), change: { low: -0.2, high: 0.2 } };
    expect(verdictOf('corrections', none).verdict).not.toContain('more corrections');
  });
});

describe('the way to a sure verdict', () => {
  it('is one number, from the first word on, until a verdict is sure', () => {
    expect(correctionsToBeSure(null)).toBe(100);
    const few = { ...scores([0.2, 0.15], null), change: { low: -0.15, high: 0.05 } };
    // 30 held-out words are those of 150 corrections; 790 more are asked for.
    expect(correctionsToBeSure(few)).toBe(940);
    expect(correctionsToBeSure({ ...few, change: { low: -0.09, high: -0.01 } })).toBeNull();
    const none = { ...scores([0.02, 0.02], null), change: { low: -0.2, high: 0.2 } };
    expect(correctionsToBeSure(none)).toBeNull();
  });
});

describe('a model trained on a dataset', () => {
  it('is better when it reads the held-out words better, even if it reads others worse', () => {
    expect(verdictOf('iam', scores([0.2, 0.08], [0.1, 0.3])).better).toBe(true);
    expect(verdictOf('train', scores([0.2, 0.08], null)).better).toBe(true);
    expect(verdictOf('train', scores([0.2, 0.3], null)).better).toBe(false);
  });
});
