import { expect, it } from 'vitest';
import { pagePixels } from '../../../main/imaging/pixels.ts';

it('a page is worth four million pixels, several in a row as many more, however long up to a bound', () => {
  expect(pagePixels({ width: 4000, height: 3000 })).toBe(4e6);
  expect(pagePixels({ width: 600, height: 300 })).toBe(4e6);
  expect(pagePixels({ width: 12_000, height: 3000 })).toBe(8e6);
  expect(pagePixels({ width: 1000, height: 9000 })).toBe(18e6);
  expect(pagePixels({ width: 1, height: 60_000 })).toBe(24e6);
});
