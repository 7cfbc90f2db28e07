import { describe, expect, it } from 'vitest';
import { inkExtent } from '../../../main/imaging/inkExtent.ts';

describe('inkExtent', () => {
  it('names the first and last column and row of ink, inclusive, from the threshold on', () => {
    const data = new Uint8Array(6 * 5);
    data[1 * 6 + 4] = 80;
    data[3 * 6 + 2] = 200;
    data[0] = 79;
    const image = { width: 6, height: 5, data };
    expect(inkExtent(image, 80)).toEqual({ left: 2, top: 1, right: 4, bottom: 3 });
    expect(inkExtent(image, 81)).toEqual({ left: 2, top: 3, right: 2, bottom: 3 });
  });

  it('is null where there is no ink', () => {
    expect(inkExtent({ width: 3, height: 2, data: new Uint8Array(6) }, 1)).toBeNull();
  });
});
