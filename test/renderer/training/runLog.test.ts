import { describe, expect, it } from 'vitest';
import { createRunBook } from '../../../renderer/training/runLog.ts';
import { InkdexError } from '../../../shared/result.ts';
import { runIdSchema, type RunWithCurves } from '../../../shared/contract/run.ts';
import { curvesFixture, evaluationFixture, pointFixture, runFixture } from './runs.ts';

const first = runIdSchema.parse(1);
const second = runIdSchema.parse(2);

function change(step: number, points: readonly [number, number][]) {
  return {
    run: runFixture(1, { state: 'running', step }),
    points: points.map(([at, loss]) => pointFixture(at, loss)),
    evaluations: [],
    samples: [],
  };
}

describe('the runs on screen', () => {
  it('grow with events', async () => {
    const start = curvesFixture(runFixture(1), { points: [pointFixture(1, 9)] });
    const book = createRunBook({ getRun: () => Promise.resolve(start) });
    await book.getState().open([first]);
    book.getState().receive({ ...change(2, [[2, 8]]), evaluations: [evaluationFixture(2, 0.3)] });
    const shown = book.getState().runs.get(first);
    expect(shown?.points.map(({ loss }) => loss)).toEqual([9, 8]);
    expect(shown?.evaluations).toHaveLength(1);
    expect(shown?.run.step).toBe(2);
  });

  it('lose no event that arrives before the answer', async () => {
    let answer: (run: RunWithCurves) => void = () => undefined;
    const book = createRunBook({
      getRun: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const opened = book.getState().open([first]);
    book.getState().receive(change(3, [[3, 7]]));
    answer(curvesFixture(runFixture(1), { points: [pointFixture(2, 8)] }));
    await opened;
    expect(
      book
        .getState()
        .runs.get(first)
        ?.points.map(({ step }) => step),
    ).toEqual([2, 3]);
    expect(book.getState().runs.get(first)?.run.step).toBe(3);
  });

  it('replace steps that are repeated after a crash', async () => {
    const points = [1, 2, 3, 4].map((step) => pointFixture(step, 10 - step));
    const book = createRunBook({ getRun: () => Promise.resolve(curvesFixture(runFixture(1), { points })) });
    await book.getState().open([first]);
    book.getState().receive(change(3, [[3, 77]]));
    expect(
      book
        .getState()
        .runs.get(first)
        ?.points.map(({ step, loss }) => [step, loss]),
    ).toEqual([
      [1, 9],
      [2, 8],
      [3, 77],
    ]);
  });

  it('keep the words of the last evaluation until new ones come', async () => {
    const sample = { key: 'a', truth: 'ink', reading: 'ink', word: '', straightened: '' };
    const start = curvesFixture(runFixture(1), { samples: [sample] });
    const book = createRunBook({ getRun: () => Promise.resolve(start) });
    await book.getState().open([first]);
    book.getState().receive(change(1, []));
    expect(book.getState().runs.get(first)?.samples).toEqual([sample]);
    book.getState().receive({ ...change(2, []), samples: [{ ...sample, reading: 'lnk' }] });
    expect(book.getState().runs.get(first)?.samples[0]?.reading).toBe('lnk');
  });

  it('are those opened last, each with its error if it has one', async () => {
    const book = createRunBook({
      getRun: ({ run }) =>
        run === first
          ? Promise.resolve(curvesFixture(runFixture(1)))
          : Promise.reject(new InkdexError('not-found', 'There is no run 2.')),
    });
    await book.getState().open([first]);
    await book.getState().open([second]);
    expect([...book.getState().runs.keys()]).toEqual([]);
    expect(book.getState().errors.get(second)?.message).toBe('There is no run 2.');
  });

  it('disappear once they are removed elsewhere, even with a request pending', async () => {
    let answer: (run: RunWithCurves) => void = () => undefined;
    const answers = [Promise.resolve(curvesFixture(runFixture(1)))];
    const late = new Promise<RunWithCurves>((resolve) => {
      answer = resolve;
    });
    const book = createRunBook({ getRun: () => answers.pop() ?? late });
    await book.getState().open([first]);
    const refreshed = book.getState().refresh();
    book.getState().forget(first);
    answer(curvesFixture(runFixture(1)));
    await refreshed;
    expect([...book.getState().runs.keys()]).toEqual([]);
    expect(book.getState().errors.get(first)?.message).toBe('Run 1 was removed.');
    book.getState().forget(second);
    expect(book.getState().errors.size).toBe(1);
  });
});
