import { QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { createAnswers } from '../../renderer/host/answers.ts';
import type { Contract } from '../../shared/contract/contract.ts';

/** A host that answers `listFailures` when the test says so, with nothing, and counts how often it was asked. */
function slowHost() {
  const waiting: (() => void)[] = [];
  let asked = 0;
  const host: Partial<Contract> = {
    listFailures: () => {
      asked += 1;
      return new Promise((resolve) => {
        waiting.push(() => {
          resolve([]);
        });
      });
    },
    correctionsState: () => {
      asked += 1;
      return Promise.resolve({
        words: asked,
        newWords: 0,
        neededWords: 8,
        photos: [],
        samples: 0,
        run: null,
      });
    },
  };
  return {
    answers: createAnswers(host),
    asked: () => asked,
    answer: () => {
      for (const give of waiting.splice(0)) give();
    },
  };
}

describe('The answers of the host', () => {
  it('are asked for once by all who want the same', async () => {
    const { answers, asked, answer } = slowHost();
    const both = [answers.load('listFailures', {}), answers.load('listFailures', {})];
    answer();
    expect(await Promise.all(both)).toEqual([[], []]);
    expect(asked()).toBe(1);
  });

  it('stay fresh until an event makes them outdated', async () => {
    const { answers, asked, answer } = slowHost();
    const first = answers.load('listFailures', {});
    answer();
    await first;
    await answers.load('listFailures', {});
    await answers.outdate('photosChanged');
    await answers.load('listFailures', {});
    expect(asked()).toBe(1);
    await answers.outdate('failuresChanged');
    const second = answers.load('listFailures', {});
    answer();
    await second;
    expect(asked()).toBe(2);
  });

  it('are asked for again each time if no event tells of changes', async () => {
    const { answers, asked } = slowHost();
    await answers.load('correctionsState', {});
    await answers.load('correctionsState', {});
    expect(asked()).toBe(2);
  });

  it('on screen are asked for again when an event arrives before the first answer', async () => {
    const { answers, asked, answer } = slowHost();
    const observer = new QueryObserver(answers.client, answers.query('listFailures', {}));
    const stop = observer.subscribe(() => undefined);
    const outdated = answers.outdate('failuresChanged');
    answer();
    await expect.poll(asked).toBe(2);
    answer();
    await outdated;
    expect(observer.getCurrentResult().data).toEqual([]);
    stop();
  });

  it('that are on their way never replace a newer one', async () => {
    const state = (words: number) => ({
      words,
      newWords: 0,
      neededWords: 8,
      photos: [],
      samples: 0,
      run: null,
    });
    const waiting: ((value: ReturnType<typeof state>) => void)[] = [];
    const answers = createAnswers({
      correctionsState: () => new Promise((resolve) => waiting.push(resolve)),
    });
    const observer = new QueryObserver(answers.client, answers.query('correctionsState', {}));
    const stop = observer.subscribe(() => undefined);
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.(state(1));
    await expect.poll(() => observer.getCurrentResult().data?.words).toBe(1);
    const older = answers.askAgain('correctionsState');
    await expect.poll(() => waiting.length).toBe(2);
    const newer = answers.askAgain('correctionsState');
    await expect.poll(() => waiting.length).toBe(3);
    waiting[2]?.(state(3));
    await newer;
    waiting[1]?.(state(2));
    await older;
    expect(observer.getCurrentResult().data).toMatchObject({ words: 3 });
    stop();
  });

  it('arrive on a screen that waits for the first one, also when a change comes that nothing is known about', async () => {
    const { answers, answer } = slowHost();
    const observer = new QueryObserver(answers.client, answers.query('listFailures', {}));
    const stop = observer.subscribe(() => undefined);
    const loading = answers.load('listFailures', {});
    answers.put('listFailures', {}, (known) => known && [...known]);
    await expect
      .poll(() => {
        answer();
        return observer.getCurrentResult().data;
      })
      .toEqual([]);
    expect(await loading).toEqual([]);
    stop();
  });

  it('reject with the error of the host, and are asked for again', async () => {
    const answers = createAnswers({ listFailures: () => Promise.reject(new Error('The disk is gone.')) });
    await expect(answers.load('listFailures', {})).rejects.toThrow('The disk is gone.');
    await expect(answers.load('listFailures', {})).rejects.toThrow('The disk is gone.');
  });
});
