import { afterEach, expect, it, vi } from 'vitest';
import { hasPassed } from '../../shared/wallClock.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('A time has passed after so long, after sleep, and when the clock was set back before it began', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-29T01:59:00Z') });
  const began = Date.now();
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  const at = (ms: number): boolean => {
    vi.setSystemTime(began + ms);
    return hasPassed(began, hour);
  };
  expect([0, minute, hour - 1].map(at)).toEqual([false, false, false]);
  expect([hour, day, 400 * day].map(at)).toEqual([true, true, true]);
  expect([-1, -minute, -400 * day].map(at)).toEqual([true, true, true]);
});
