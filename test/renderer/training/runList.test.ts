import { describe, expect, it } from 'vitest';
import { createRunList, mostCompared } from '../../../renderer/state/runList.ts';
import { runIdSchema, type Run } from '../../../shared/contract/run.ts';
import { runFixture } from './runs.ts';

function listOf(runs: readonly Run[]) {
  return createRunList({
    listRuns: () => Promise.resolve([...runs]),
    removeRun: () => Promise.resolve(null),
  });
}

const ids = (runs: readonly Run[] | null) => runs?.map(({ id }) => Number(id));

describe('the list of runs', () => {
  it('shows running runs, then the queue in order, then the rest, latest first', async () => {
    const list = listOf([
      runFixture(1, { state: 'done' }),
      runFixture(2, { state: 'failed' }),
      runFixture(3, { state: 'queued' }),
      runFixture(4, { state: 'running' }),
      runFixture(5, { state: 'queued' }),
    ]);
    await list.getState().refresh();
    expect(ids(list.getState().runs)).toEqual([4, 3, 5, 2, 1]);
    list.getState().receive(runFixture(4, { state: 'done' }));
    expect(ids(list.getState().runs)).toEqual([3, 5, 4, 2, 1]);
  });

  it('removes a run, also from the marked ones', async () => {
    const list = listOf([runFixture(1, { state: 'done' })]);
    await list.getState().refresh();
    const run = runIdSchema.parse(1);
    list.getState().toggleMark(run);
    await list.getState().remove(run);
    expect(list.getState()).toMatchObject({ runs: [], marked: [] });
  });

  it('selects runs up to the maximum, dropping the oldest', () => {
    const list = listOf([]);
    for (let id = 1; id <= mostCompared + 1; id += 1) list.getState().toggleMark(runIdSchema.parse(id));
    expect(list.getState().marked.map(Number)).toEqual([2, 3, 4, 5, 6, 7]);
    list.getState().toggleMark(runIdSchema.parse(4));
    expect(list.getState().marked.map(Number)).toEqual([2, 3, 5, 6, 7]);
  });
});
