import { expect, it } from 'vitest';
import { shrinkInk } from '../../../main/imaging/shrinkInk.ts';

it('shrinks what is taller, keeps its aspect and leaves the rest as it is', () => {
  const ink = { width: 90, height: 60, data: new Uint8Array(5400) };
  expect(shrinkInk(ink, 60)).toBe(ink);
  expect(shrinkInk(ink, 30)).toMatchObject({ width: 45, height: 30 });
});
