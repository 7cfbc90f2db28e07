import { describe, expect, it } from 'vitest';
import { fairestSplit } from '../../../renderer/models/evaluation/metrics.ts';
import { runScores } from '../../../renderer/models/runScores.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import { resultFixture, runFixture } from '../training/runs.ts';

const [starter, mine] = ['starter-recogniser', 'my-hand-1'].map((id) => modelIdSchema.parse(id));

describe('the score of a model', () => {
  it('is what the latest run has measured that made it, or began with it', () => {
    if (starter === undefined || mine === undefined) throw new Error('No ids.');
    const result = { ...resultFixture({ heldBack: [0.2, 0.1], base: [0.08, 0.081] }), model: mine };
    const run = runFixture(3, { kind: 'corrections', result });
    const runs = [{ ...run, base: { ...run.base, model: starter } }];
    expect(runScores(mine, runs)).toEqual([
      'CER 20.0 → 10.0 % on 100 held-out words',
      'CER 8.1 % on 100 words by other writers',
    ]);
    expect(runScores(starter, runs)).toEqual([
      'CER 20.0 % on 100 held-out words',
      'CER 8.0 % on 100 words by other writers',
    ]);
    expect(runScores(starter, [runFixture(4)])).toEqual([]);
  });

  it('is measured on the words that the model knows least', () => {
    const counts = { train: 5, validation: 0, test: 0, none: 0 };
    expect(fairestSplit(undefined)).toBe('test');
    expect(fairestSplit({ ...counts, test: 1, validation: 1 })).toBe('test');
    expect(fairestSplit({ ...counts, validation: 1 })).toBe('validation');
    expect(fairestSplit(counts)).toBeNull();
  });
});
