import { expect, it } from 'vitest';
import { deletionKeys } from '../../../../main/store/index/vocabulary.ts';

function share(a: string, b: string): boolean {
  const keys = deletionKeys(a);
  return [...deletionKeys(b)].some((key) => keys.has(key));
}

it('terms up to two errors apart share a key: letters left out, put in, swapped, taken for others', () => {
  for (const [typed, meant] of [
    ['recieve', 'receive'],
    ['algoritm', 'algorithm'],
    ['tommorow', 'tomorrow'],
    ['modem', 'modern'],
    ['dock', 'clock'],
    ['kxlmxn', 'kalman'],
    ['ab', 'abc'],
    ['serverz', 'servers'],
  ] as const) {
    expect(share(typed, meant), `${typed} ${meant}`).toBe(true);
  }
});

it('terms that have little in common share none', () => {
  expect(share('kalman', 'filter')).toBe(false);
  expect(share('robot', 'drone')).toBe(false);
});

it('a term has few enough keys to keep', () => {
  expect(deletionKeys('handwriting').size).toBeLessThanOrEqual(22);
});
