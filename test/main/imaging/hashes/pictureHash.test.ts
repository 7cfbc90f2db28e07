import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhoto } from '../../../../main/imaging/formats/decode.ts';
import {
  isNearDuplicate,
  pictureHashBytes,
  pictureHashOf,
  nearPairs,
  parsePictureHash,
  type PictureHash,
} from '../../../../main/imaging/hashes/pictureHash.ts';
import { createRandom } from '../../../../shared/random.ts';
import { cropNotes } from '../../../support/noteCrops.ts';

async function hashOf(bytes: Buffer): Promise<PictureHash> {
  const { image } = await decodePhoto(bytes, { maxPixels: 4_000_000 });
  return parsePictureHash(pictureHashOf(image));
}

describe('The hash of a word', async () => {
  const crops = await cropNotes();

  it('is known again after the picture was encoded anew, made darker or smaller', async () => {
    const misses: string[] = [];
    let told = 0;
    for (const { file, bytes } of crops) {
      const hash = await hashOf(bytes);
      if (!hash.isTelling) continue;
      told += 3;
      const { width } = await sharp(bytes).metadata();
      const others = [
        sharp(bytes).jpeg({ quality: 60 }),
        sharp(bytes).linear(0.8, 10).png(),
        sharp(bytes)
          .resize({ width: Math.round(width * 0.7) })
          .png(),
      ];
      for (const other of others) {
        if (!isNearDuplicate(hash, await hashOf(await other.toBuffer()))) misses.push(file);
      }
    }
    expect(told).toBeGreaterThan(crops.length);
    expect(misses.length / told).toBeLessThan(0.03);
  });

  it('is not taken for that of another word', async () => {
    const hashes: PictureHash[] = [];
    for (const { bytes } of crops) hashes.push(await hashOf(bytes));
    expect(Array.from(nearPairs(hashes), ([a, b]) => [crops[a]?.file, crops[b]?.file])).toEqual([]);
  });
});

/** A hash with some bits set, like another one but for a few. */
function drawnHash(seed: number, flips: number): PictureHash {
  const bits = createRandom(seed);
  const bytes = new Uint8Array(pictureHashBytes);
  new DataView(bytes.buffer).setFloat32(0, 1 + (seed % 3) * 0.06);
  for (let at = 4; at < pictureHashBytes; at += 1) bytes[at] = bits.integer(0, 255);
  for (let flip = 0; flip < flips; flip += 1) bytes[4 + flip] = (bytes[4 + flip] ?? 0) ^ 1;
  return parsePictureHash(bytes);
}

describe('Near pairs', () => {
  it('are those that a comparison of all with all finds', () => {
    const hashes = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 24 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(hashes, (drawn) => {
        const list = drawn.map(([seed, flips]) => drawnHash(seed, flips));
        const expected = list.flatMap((a, first) =>
          list.flatMap((b, second) =>
            second > first && isNearDuplicate(a, b) ? [`${first} ${second}`] : [],
          ),
        );
        const found = Array.from(nearPairs(list), ([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`);
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });

  it('are none among pictures that show nothing, and bytes that are no hash are refused', () => {
    const blank = { width: 60, height: 20, data: new Uint8Array(60 * 20 * 3).fill(255) };
    const hashes = [parsePictureHash(pictureHashOf(blank)), parsePictureHash(pictureHashOf(blank))];
    expect([...nearPairs(hashes)]).toEqual([]);
    expect(() => parsePictureHash(new Uint8Array(3))).toThrow(RangeError);
  });
});
