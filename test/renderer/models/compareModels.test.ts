import { expect, it } from 'vitest';
import { compareEvaluations, isTrainedOn } from '../../../renderer/models/compareModels.ts';
import { versionIdSchema, type Split, type VersionId } from '../../../shared/contract/dataset.ts';
import { evaluationIdSchema, metricNames, type Metrics } from '../../../shared/contract/evaluation.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import type { ModelCard } from '../../../shared/contract/modelCalls.ts';

const [mine, other] = ['a', 'b'].map((digit) => versionIdSchema.parse(digit.repeat(64))) as [
  VersionId,
  VersionId,
];

function card(name: string, dataset: VersionId | null, split: Split | null, cer: number) {
  const id = modelIdSchema.parse(name);
  const metrics = Object.fromEntries(metricNames.map((metric) => [metric, cer])) as Metrics;
  return {
    model: { id },
    dataset,
    seen: dataset === null ? [] : [dataset],
    evaluations: [
      {
        id: evaluationIdSchema.parse(1),
        model: { id, sha256: 'c'.repeat(64) },
        dataset: mine,
        split,
        run: null,
        words: 40,
        skipped: {},
        greedy: metrics,
        decoder: metrics,
        at: '2026-11-29T12:00:00Z',
      },
    ],
  } as unknown as ModelCard;
}

it('words that a model was trained on are marked, and no model is best on them', () => {
  const [all] = compareEvaluations([card('my-hand-2', mine, null, 0.03), card('starter', null, null, 0.2)]);
  expect(all?.trained).toEqual(['my-hand-2']);
  expect(all?.rows.flatMap(({ best }) => best)).toEqual([]);

  const [test] = compareEvaluations([
    card('my-hand-2', mine, 'test', 0.1),
    card('starter', null, 'test', 0.2),
  ]);
  expect(test?.trained).toEqual([]);
  expect(test?.rows[0]?.best).toEqual([0]);
});

it.each([
  [mine, null, true],
  [mine, 'train', true],
  [mine, 'validation', false],
  [mine, 'test', false],
  [other, null, false],
] as const)('a model that has seen %s has trained on the split %s of its words', (dataset, split, isSeen) => {
  expect(isTrainedOn({ seen: [dataset] }, { dataset: mine, split })).toBe(isSeen);
});

it('no training word is compared unmarked, whatever the models have seen and were evaluated on', () => {
  const datasets = [mine, other, null];
  const splits = [null, 'train', 'validation', 'test'] as const;
  for (const first of datasets) {
    for (const second of datasets) {
      for (const split of splits) {
        const cards = [card('a', first, split, 0.1), card('b', second, split, 0.2)];
        const [compared] = compareEvaluations(cards);
        const isOpen = split === null || split === 'train';
        const trained = cards
          .filter(({ seen }) => isOpen && seen.includes(mine))
          .map(({ model }) => model.id);
        expect(compared?.trained).toEqual(trained);
        const best = compared?.rows.flatMap((row) => row.best) ?? [];
        expect(best.length > 0).toBe(trained.length === 0);
      }
    }
  }
});
