import { QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { createAnswers } from '../../../renderer/host/answers.ts';
import { followCorrections } from '../../../renderer/state/models.ts';
import type { Run } from '../../../shared/contract/run.ts';
import { runFixture } from './runs.ts';

const correctionsRun = (id: number, state: Run['state']) => runFixture(id, { kind: 'corrections', state });

it('corrections name the previous run after the last one is removed', async () => {
  let runs: readonly Run[] = [correctionsRun(1, 'done'), correctionsRun(2, 'done')];
  const answers = createAnswers({
    correctionsState: () =>
      Promise.resolve({
        words: 20,
        newWords: 0,
        neededWords: 8,
        photos: [],
        samples: 0,
        run: runs.at(-1) ?? null,
      }),
  });
  expect((await answers.load('correctionsState', {})).run?.id).toBe(2);
  runs = runs.slice(0, 1);
  await answers.askAgain('correctionsState');
  expect((await answers.load('correctionsState', {})).run?.id).toBe(1);
});

it('corrections follow the events of their last run', async () => {
  const answers = createAnswers({
    correctionsState: () =>
      Promise.resolve({
        words: 20,
        newWords: 5,
        neededWords: 8,
        photos: [],
        samples: 0,
        run: correctionsRun(2, 'running'),
      }),
  });
  const { receive } = followCorrections(
    { learnCorrections: () => Promise.reject(new Error('No run expected here.')) },
    answers,
  );
  const stop = new QueryObserver(answers.client, answers.query('correctionsState', {})).subscribe(
    () => undefined,
  );
  await answers.load('correctionsState', {});
  const known = () => answers.client.getQueryData(['correctionsState', {}]);
  receive(correctionsRun(1, 'done'));
  expect(known()).toMatchObject({ newWords: 5, run: { id: 2, state: 'running' } });
  receive(correctionsRun(2, 'done'));
  expect(known()).toMatchObject({ newWords: 0, run: { id: 2, state: 'done' } });
  stop();
});
