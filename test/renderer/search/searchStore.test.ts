import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerTo, createSearchStore, whenAnswered } from '../../../renderer/state/search.ts';
import type { CallArgs } from '../../../shared/contract/contract.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { SearchPage } from '../../../shared/contract/search.ts';
import { throttle } from '../../../renderer/state/throttle.ts';
import { photoFixture } from '../../support/photos.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function pageOf({ query, offset, limit }: CallArgs<'search'>, total: number): SearchPage {
  const count = Math.max(0, Math.min(limit, total - offset));
  const results = Array.from({ length: count }, (_, index) => ({
    photo: photoFixture(offset + index + 1),
    score: 1,
    hits: [],
    lines: [],
    stackedOn: null,
  }));
  return {
    query,
    terms: [query],
    total,
    likely: total,
    respelled: [],
    similar: [],
    named: { photos: [], query, total: 0 },
    searched: { read: 1, waiting: 0, failed: 0 },
    remarks: [],
    results,
    ms: 1,
  };
}

describe('search as you type', () => {
  it('asks when the typing pauses: what is found at first sight, then all that may be', async () => {
    const search = vi.fn((args: CallArgs<'search'>) => Promise.resolve(pageOf(args, 1)));
    const store = createSearchStore({ search });
    for (const query of ['t', 'tr', 'tre', 'tree']) store.getState().search(query);
    expect(store.getState().isSearching).toBe(true);
    await vi.runAllTimersAsync();
    expect(search.mock.calls.map(([{ query, depth }]) => [query, depth])).toEqual([
      ['tree', 'quick'],
      ['tree', 'full'],
    ]);
    expect(store.getState().page?.query).toBe('tree');
    expect(store.getState().isSearching).toBe(false);
  });

  it('shows the answer to the newest question, whichever comes last', async () => {
    const answers = new Map<string, () => void>();
    const store = createSearchStore({
      search: (args) =>
        new Promise((resolve) => {
          answers.set(args.query, () => {
            resolve(pageOf(args, 1));
          });
        }),
    });
    store.getState().search('old', { now: true });
    store.getState().search('new', { now: true });
    answers.get('new')?.();
    answers.get('old')?.();
    await vi.runAllTimersAsync();
    expect(store.getState().page?.query).toBe('new');
  });

  it('takes no answer to an older question for one to the newest', async () => {
    const store = createSearchStore({ search: (args) => Promise.resolve(pageOf(args, 1)) });
    store.getState().search('old', { now: true });
    await vi.runAllTimersAsync();
    expect(answerTo(store.getState(), 'old')?.query).toBe('old');
    store.getState().search('new');
    expect(store.getState().page?.query).toBe('old');
    expect(answerTo(store.getState(), 'new')).toBeNull();
    await vi.runAllTimersAsync();
    expect(answerTo(store.getState(), 'new')?.query).toBe('new');
    expect(answerTo(store.getState(), 'old')).toBeNull();
  });

  it('shows nothing for a cleared field, even when an answer is still on its way', async () => {
    const store = createSearchStore({ search: (args) => Promise.resolve(pageOf(args, 1)) });
    store.getState().search('tree', { now: true });
    store.getState().search('');
    await vi.runAllTimersAsync();
    expect(store.getState().page).toBeNull();
  });

  it('adds the next photos until all are there', async () => {
    const store = createSearchStore({ search: (args) => Promise.resolve(pageOf(args, 30)) });
    store.getState().search('tree', { now: true });
    await vi.runAllTimersAsync();
    expect(store.getState().page?.results).toHaveLength(24);
    await Promise.all([store.getState().more(), store.getState().more()]);
    expect(store.getState().page?.results.map(({ photo }) => photo.id)).toHaveLength(30);
    await store.getState().more();
    expect(store.getState().page?.results).toHaveLength(30);
  });

  it('asks the same question again only where photos changed since', async () => {
    const search = vi.fn((args: CallArgs<'search'>) => Promise.resolve(pageOf(args, 1)));
    const store = createSearchStore({ search });
    const come = async () => {
      store.getState().search('tree', { now: true });
      await vi.runAllTimersAsync();
    };
    await come();
    await come();
    expect(search).toHaveBeenCalledTimes(1);
    store.getState().outdate();
    expect(search).toHaveBeenCalledTimes(1);
    await come();
    await come();
    expect(search).toHaveBeenCalledTimes(2);
  });

  it('shows what an import brings also where an answer takes longer than a pause between two looks', async () => {
    let asked = 0;
    const store = createSearchStore({
      search: async (args) => {
        asked += 1;
        const total = asked;
        await new Promise((resolve) => setTimeout(resolve, 800));
        return pageOf(args, total);
      },
    });
    const look = throttle(() => store.getState().refresh(), 500);
    store.getState().search('tree', { now: true });
    for (let ms = 0; ms < 3_000; ms += 100) {
      look();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(store.getState().page?.total).toBeGreaterThan(2);
    await vi.runAllTimersAsync();
  });

  it('adds the next photos to the newest answer, whichever of the two comes last', async () => {
    const waiting: { readonly offset: number; readonly answer: () => void }[] = [];
    const store = createSearchStore({
      search: (args) =>
        new Promise((resolve) => {
          const answer = () => {
            resolve(pageOf(args, 60));
          };
          waiting.push({ offset: args.offset, answer });
        }),
    });
    /** Answers what is out, and gives where it began. */
    const answerLatest = async () => {
      const latest = waiting.pop();
      latest?.answer();
      await vi.runAllTimersAsync();
      return latest?.offset;
    };
    store.getState().search('tree', { now: true });
    await answerLatest();
    // More are asked for while the answer is being renewed.
    void store.getState().refresh();
    const more = store.getState().more();
    expect(waiting).toHaveLength(1);
    await answerLatest();
    // The answer is renewed once more while more are on their way.
    void store.getState().refresh();
    expect(await answerLatest()).toBe(0);
    expect(await answerLatest()).toBe(24);
    expect(await answerLatest()).toBe(24);
    await more;
    expect(store.getState().page?.results.map(({ photo }) => photo.id)).toEqual(
      Array.from({ length: 48 }, (_, index) => index + 1),
    );
  });

  it('asks for no more where nothing came, though more were reckoned with', async () => {
    const asked: number[] = [];
    const store = createSearchStore({
      search: (args) => {
        asked.push(args.offset);
        return Promise.resolve({ ...pageOf(args, 24), total: 30 });
      },
    });
    store.getState().search('tree', { now: true });
    await vi.runAllTimersAsync();
    await store.getState().more();
    await store.getState().more();
    expect(asked).toEqual([0, 24]);
    expect(store.getState().page?.total).toBe(24);
  });

  it('has all photos when those that were to come are gone from the library', async () => {
    let total = 30;
    const store = createSearchStore({ search: (args) => Promise.resolve(pageOf(args, total)) });
    store.getState().search('tree', { now: true });
    await vi.runAllTimersAsync();
    total = 24;
    await store.getState().more();
    expect(store.getState().page).toMatchObject({ total: 24, likely: 24 });
  });

  it('keeps the answer where the next photos could not be had, says why beside it, and asks again', async () => {
    let isBroken = false;
    const store = createSearchStore({
      search: (args) =>
        isBroken
          ? Promise.reject(new InkdexError('connection-lost', 'Connection lost. Reconnecting…'))
          : Promise.resolve(pageOf(args, 30)),
    });
    store.getState().search('tree', { now: true });
    await vi.runAllTimersAsync();
    isBroken = true;
    await store.getState().more();
    expect(store.getState()).toMatchObject({
      error: null,
      moreError: { message: 'Connection lost. Reconnecting…' },
    });
    expect(store.getState().page?.results).toHaveLength(24);
    isBroken = false;
    await store.getState().more();
    expect(store.getState().moreError).toBeNull();
    expect(store.getState().page?.results).toHaveLength(30);
  });

  it('says what is wrong with a query, and forgets it with the next', async () => {
    const store = createSearchStore({
      search: (args) =>
        args.query === '"'
          ? Promise.reject(new InkdexError('bad-arguments', 'The phrase has no end.'))
          : Promise.resolve(pageOf(args, 0)),
    });
    store.getState().search('"', { now: true });
    await vi.runAllTimersAsync();
    expect(store.getState().error?.message).toBe('The phrase has no end.');
    store.getState().search('"a"', { now: true });
    await vi.runAllTimersAsync();
    expect(store.getState().error).toBeNull();
  });
});

describe('what waits for an answer', () => {
  it('gets the full answer, not the quick one before it', async () => {
    const store = createSearchStore({
      search: (args) => Promise.resolve(pageOf(args, args.depth === 'full' ? 2 : 1)),
    });
    store.getState().search('tree');
    const waiting = whenAnswered(store, 'tree');
    await vi.runAllTimersAsync();
    expect((await waiting)?.total).toBe(2);
    expect((await whenAnswered(store, 'tree'))?.total).toBe(2);
  });

  it('gets none if the search fails, or another query takes its place', async () => {
    const store = createSearchStore({
      search: ({ query }) =>
        query === 'bad'
          ? Promise.reject(new InkdexError('bad-arguments', 'no'))
          : new Promise(() => undefined),
    });
    store.getState().search('bad', { now: true });
    expect(await whenAnswered(store, 'bad')).toBeNull();
    store.getState().search('slow', { now: true });
    const waiting = whenAnswered(store, 'slow');
    store.getState().search('other', { now: true });
    expect(await waiting).toBeNull();
  });
});
