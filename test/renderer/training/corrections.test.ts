import { describe, expect, it } from 'vitest';
import { createCorrectionsStore } from '../../../renderer/state/corrections.ts';
import { runIdSchema, type Run } from '../../../shared/contract/run.ts';
import { runFixture } from './runs.ts';

describe('corrections', () => {
  it('name the previous run after the last one is removed', async () => {
    let runs: readonly Run[] = [1, 2].map((id) => runFixture(id, { kind: 'corrections', state: 'done' }));
    const store = createCorrectionsStore({
      correctionsState: () =>
        Promise.resolve({ words: 20, newWords: 0, neededWords: 8, photos: [], run: runs.at(-1) ?? null }),
      learnCorrections: () => Promise.reject(new Error('No run expected here.')),
    });
    await store.getState().refresh();
    runs = runs.slice(0, 1);
    await store.getState().forget(runIdSchema.parse(2));
    expect(store.getState().corrections?.run?.id).toBe(1);
  });
});
