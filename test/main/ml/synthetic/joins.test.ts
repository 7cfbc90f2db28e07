import { expect, test } from 'vitest';
import { joiningStroke } from '../../../../main/ml/synthetic/layout.ts';
import { createRandom } from '../../../../shared/random.ts';

const join = (before: string, after: string) =>
  joiningStroke(before, after, [1, 0], 0.44, 0, createRandom(2));

test('letters that end at the line are joined from the line upwards', () => {
  const [start, , end] = join('a', 'n') ?? [];
  expect(start?.[1]).toBeGreaterThan(-0.1);
  expect(end?.[1]).toBeLessThan(-0.25);
  expect(start?.[0]).toBeLessThan(1);
  expect(end?.[0]).toBeGreaterThan(1);
});

test('an o is left at the height of an x', () => {
  expect(join('o', 'n')?.[0]?.[1]).toBeLessThan(-0.3);
});

test.each([
  ['g', 'n'],
  ['a', 'T'],
  ['7', '8'],
  ['', 'n'],
])('"%s" and "%s" are not joined', (before, after) => {
  expect(join(before, after)).toBeUndefined();
});
