import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockOf,
  packBlock,
  photosPerBlock,
  unpackBlock,
} from '../../../../main/store/index/postingBlock.ts';
import { PostingList, probabilityOf, shareOf } from '../../../../main/store/index/places.ts';

const places = fc.uniqueArray(
  fc.record({
    offset: fc.integer({ min: 0, max: photosPerBlock - 1 }),
    position: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 70_000 })),
    share: fc.integer({ min: 1, max: 255 }),
  }),
  { selector: ({ offset, position }) => `${offset} ${position}`, maxLength: 80 },
);

describe('a block of postings', () => {
  it('gives back what was packed, wherever in the library it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000 }), places, (block, found) => {
        const ordered = found.toSorted((a, b) => a.offset - b.offset || a.position - b.position);
        const list = new PostingList();
        for (const { offset, position, share } of ordered) {
          list.push(block * photosPerBlock + offset, position, share);
        }
        const again = new PostingList();
        unpackBlock(packBlock(list), block, again);
        expect(again.length).toBe(list.length);
        for (let index = 0; index < list.length; index += 1) {
          expect([again.photos[index], again.positions[index], again.shares[index]]).toEqual([
            list.photos[index],
            list.positions[index],
            list.shares[index],
          ]);
        }
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('takes four bytes for a single word of a photo', () => {
    const list = new PostingList();
    list.push(photosPerBlock + 3, 5, 255);
    expect(packBlock(list)).toHaveLength(4);
    expect(blockOf(photosPerBlock + 3)).toBe(1);
  });
});

describe('a share', () => {
  it('is as near to its probability as 255 parts allow, and never nothing', () => {
    expect(shareOf(0)).toBe(1);
    expect(shareOf(1)).toBe(255);
    expect(Math.abs(probabilityOf(shareOf(0.3)) - 0.3)).toBeLessThan(0.002);
  });
});
