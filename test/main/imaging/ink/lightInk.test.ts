import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhoto, renderPhoto } from '../../../../main/imaging/formats/decode.ts';
import { isLightInk } from '../../../../main/imaging/ink/lightInk.ts';

/** A stroke over the middle third of a picture, and what is around it. */
async function stroke(
  ink: readonly [number, number, number],
  around: readonly [number, number, number, number],
): Promise<Buffer> {
  const [width, height] = [300, 200];
  const data = Buffer.alloc(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    const isStroke = Math.floor(at / width) > 90 && Math.floor(at / width) < 110;
    data.set(isStroke ? [...ink, 255] : around, at * 4);
  }
  return await sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

const nothing = [0, 0, 0, 0] as const;

/** Whether a picture is shown, and read, on black where there is nothing. */
async function isOnBlack(bytes: Buffer): Promise<boolean> {
  const { image } = await decodePhoto(bytes, { maxPixels: 1e6 });
  const corner = [...image.data.subarray(0, 3)];
  const { jpeg } = await renderPhoto(bytes, { maxSide: 300, quality: 90 });
  const { channels } = await sharp(jpeg).stats();
  const isDark = corner.every((value) => value === 0);
  expect((channels[0]?.mean ?? Number.NaN) < 60).toBe(isDark);
  return isDark;
}

describe('What is transparent of a picture', () => {
  it('is white under dark ink, whatever colour stands where there is none', async () => {
    expect(await isOnBlack(await stroke([20, 20, 40], nothing))).toBe(false);
    expect(await isOnBlack(await stroke([20, 20, 40], [255, 255, 255, 0]))).toBe(false);
  });

  it('is black under light ink, which would be lost on white', async () => {
    expect(await isOnBlack(await stroke([250, 240, 90], nothing))).toBe(true);
    expect(await isOnBlack(await stroke([255, 255, 255], [255, 255, 255, 0]))).toBe(true);
  });

  it('is white where most of the picture is there: a page with round corners, a picture with no hole', async () => {
    expect(await isOnBlack(await stroke([20, 20, 40], [250, 250, 250, 255]))).toBe(false);
    expect(await isOnBlack(await stroke([255, 255, 255], [240, 240, 240, 200]))).toBe(false);
  });
});

describe('isLightInk', () => {
  it('needs ink', () => {
    expect(isLightInk(Buffer.alloc(400))).toBe(false);
    expect(isLightInk(Buffer.alloc(0))).toBe(false);
    expect(isLightInk(Buffer.concat([Buffer.alloc(396), Buffer.alloc(4, 255)]))).toBe(true);
  });
});
