import { expect, it } from 'vitest';
import { createStallWatch } from '../../../../main/annexes/broker/stalls.ts';

const state = (delivered: number, waiting = 1, pending = 0) => ({
  num_waiting: waiting,
  num_pending: pending,
  delivered: { consumer_seq: delivered },
});

it('tasks have stalled when workers wait and nothing was delivered for four waiting times', () => {
  const hasStalled = createStallWatch(1000);
  expect(hasStalled(state(5), 0)).toBe(false);
  expect(hasStalled(state(5), 3900)).toBe(false);
  expect(hasStalled(state(5), 4000)).toBe(true);
  expect(hasStalled(state(5), 5000)).toBe(false);
  expect(hasStalled(state(5), 8000)).toBe(true);
});

it('tasks have not stalled while they are delivered, while some wait for workers, or while all workers read', () => {
  const hasStalled = createStallWatch(1000);
  expect(hasStalled(state(5), 0)).toBe(false);
  expect(hasStalled(state(6), 4000)).toBe(false);
  expect(hasStalled(state(6, 0), 9000)).toBe(false);
  expect(hasStalled(state(6, 1, 3), 14_000)).toBe(false);
  expect(hasStalled(state(6), 19_000)).toBe(false);
  expect(hasStalled(state(6), 22_000)).toBe(false);
  expect(hasStalled(state(6), 23_000)).toBe(true);
});
