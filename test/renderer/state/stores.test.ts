import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createThemeStore } from '../../../renderer/state/windowState.ts';
import { throttle } from '../../../renderer/state/throttle.ts';
import { createToastsStore } from '../../../renderer/state/toasts.ts';
import { InkdexError } from '../../../shared/result.ts';

describe('toasts', () => {
  it('turn what fails into a message that stays, and what works into its value', async () => {
    const { attempt } = createToastsStore().getState();
    expect(await attempt(Promise.resolve(3))).toBe(3);

    const store = createToastsStore();
    const failure = new InkdexError('disk-full', 'The disk is full. Free 2 GB.');
    expect(await store.getState().attempt(Promise.reject<number>(failure))).toBeUndefined();
    expect(store.getState().toasts).toMatchObject([
      { kind: 'error', message: 'The disk is full. Free 2 GB.' },
    ]);
  });

  it('come one at a time: the next message takes the place of a notice, with what it offered', () => {
    const store = createToastsStore();
    const offer = { label: 'Show', take: () => undefined };
    store.getState().show('notice', 'Turned.', offer);
    store.getState().show('notice', 'Saved.');
    expect(store.getState().toasts.map(({ message }) => message)).toEqual(['Saved.']);
  });

  it('keep each offer to undo, though the message is gone', () => {
    const store = createToastsStore();
    const taken: number[] = [];
    for (const number of [1, 2]) {
      const offer = { label: 'Undo', isUndo: true, take: () => void taken.push(number) };
      store.getState().show('notice', 'Removed 1 photo.', offer);
    }
    while (store.getState().undo());
    expect(taken).toEqual([2, 1]);
  });

  it('keep the four latest, of which none but the last is a notice', () => {
    const store = createToastsStore();
    const shown = () => store.getState().toasts.map(({ message }) => message);
    store.getState().show('error', 'The disk is full.');
    for (const message of ['a', 'b']) store.getState().show('notice', message);
    store.getState().show('error', 'c');
    expect(shown()).toEqual(['The disk is full.', 'c']);
    for (const message of ['e', 'f', 'g', 'f']) store.getState().show('error', message);
    expect(shown()).toEqual(['c', 'e', 'g', 'f']);
    store.getState().show('notice', 'i');
    expect(shown()).toEqual(['e', 'g', 'f', 'i']);
  });

  it('can be undone when they are gone, the latest first, but not what was taken back or taken already', () => {
    const store = createToastsStore();
    const taken: string[] = [];
    const offer = (label: string) => ({ label, isUndo: true, take: () => void taken.push(label) });
    const [first, second, third, fourth] = ['first', 'second', 'third', 'fourth'].map(offer);
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) return;
    const ids = [first, second, third, fourth].map((each) =>
      store.getState().show('notice', each.label, each),
    );
    for (const id of ids) store.getState().dismiss(id);
    store.getState().withdraw(third);
    store.getState().take(second);
    while (store.getState().undo());
    expect(taken).toEqual(['second', 'fourth', 'first']);
  });

  it('undo the latest thing that one offers to, and nothing else that is offered', () => {
    const store = createToastsStore();
    const taken: string[] = [];
    const offer = (label: string, isUndo = false) => ({ label, take: () => void taken.push(label), isUndo });
    store.getState().show('notice', 'Turned.', offer('turn back', true));
    store.getState().show('notice', 'Removed.', offer('put back', true));
    store.getState().show('notice', 'Learned.', offer('promote'));
    expect(store.getState().undo()).toBe(true);
    expect(store.getState().undo()).toBe(true);
    expect(store.getState().undo()).toBe(false);
    expect(taken).toEqual(['put back', 'turn back']);
    expect(store.getState().toasts.map(({ message }) => message)).toEqual(['Learned.']);
  });
});

describe('theme', () => {
  const storage = (value: string | null) => {
    const kept = { value };
    return { kept, getItem: () => kept.value, setItem: (_key: string, next: string) => (kept.value = next) };
  };

  it('is remembered', () => {
    const place = storage(null);
    const store = createThemeStore(place);
    expect(store.getState().theme).toBe('system');
    store.getState().choose('dark');
    expect(store.getState().theme).toBe('dark');
    expect(createThemeStore(place).getState().theme).toBe('dark');
  });

  it('follows the system when what was stored makes no sense', () => {
    expect(createThemeStore(storage('purple')).getState().theme).toBe('system');
  });
});

describe('throttle', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs at once, then at most once per pause, and never drops the last wish', () => {
    const action = vi.fn();
    const ask = throttle(action, 500);
    ask();
    ask();
    ask();
    expect(action).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(500);
    expect(action).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(5000);
    expect(action).toHaveBeenCalledTimes(2);
    ask();
    expect(action).toHaveBeenCalledTimes(3);
  });

  it('lets what takes longer than a pause come to its end before it is begun anew', async () => {
    let ended = 0;
    const action = vi.fn(async () => {
      await new Promise((resolve) => setTimeout(resolve, 800));
      ended += 1;
    });
    const ask = throttle(action, 500);
    for (let ms = 0; ms < 1600; ms += 100) {
      ask();
      await vi.advanceTimersByTimeAsync(100);
      expect(action.mock.calls.length - ended).toBeLessThanOrEqual(1);
    }
    await vi.runAllTimersAsync();
    expect(action).toHaveBeenCalledTimes(3);
  });
});
