import { describe, expect, it } from 'vitest';
import { compareConfigs, compareScores } from '../../../renderer/training/compare/compareRuns.ts';
import { trainingSettings } from '../../../shared/trainingPresets.ts';
import { curvesFixture, evaluationFixture, resultFixture, runFixture } from './runs.ts';

describe('compared runs', () => {
  it('differ only in their different settings', () => {
    const rows = compareConfigs([
      runFixture(1),
      runFixture(2, { settings: trainingSettings('standard', { seed: 7, epochs: 12 }) }),
    ]);
    const different = rows.filter(({ isSame }) => !isSame);
    expect(different.map(({ name, values }) => [name, ...values])).toEqual([
      ['seed', '1', '7'],
      ['epochs', '6', '12'],
    ]);
    expect(rows.length).toBeGreaterThan(20);
  });

  it('have their best scores marked, even while one of them is running', () => {
    const rows = compareScores([
      curvesFixture(runFixture(1, { result: resultFixture({ heldBack: [0.2, 0.15], base: [0.08, 0.081] }) })),
      curvesFixture(runFixture(2, { state: 'running', best: evaluationFixture(10, 0.12) })),
    ]);
    const row = (name: string) => rows.find((each) => each.name === name);
    expect(row('CER after, held-out words')).toMatchObject({ values: ['15.0 %', '12.0 %'], best: [1] });
    expect(row('Held-out words')).toMatchObject({ values: ['CER 20.0 → 15.0 % on 100 held-out words', '–'] });
    expect(row('CER change, other writers')?.values).toEqual(['+0.10 points', '–']);
  });
});
