import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhoto, renderPhoto } from '../../../main/imaging/decode.ts';
import { underlayOf } from '../../../main/imaging/underlay.ts';

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
const most = 1e8;

describe('What lies under a transparent picture', () => {
  it('is white under dark ink, whatever colour stands where there is none', async () => {
    expect(await underlayOf(await stroke([20, 20, 40], nothing), most)).toBe('#fff');
    expect(await underlayOf(await stroke([20, 20, 40], [255, 255, 255, 0]), most)).toBe('#fff');
  });

  it('is black under light ink, which would be lost on white: it is read and shown so', async () => {
    const light = await stroke([250, 240, 90], nothing);
    expect(await underlayOf(light, most)).toBe('#000');
    const { image } = await decodePhoto(light, { maxPixels: 1e6 });
    expect([...image.data.subarray(0, 3)]).toEqual([0, 0, 0]);
    const { jpeg } = await renderPhoto(light, { maxSide: 300, quality: 90 });
    const { channels } = await sharp(jpeg).stats();
    expect(channels[0]?.mean).toBeLessThan(60);
  });

  it('is white where most of the picture is there: a page with round corners, a picture with no hole', async () => {
    expect(await underlayOf(await stroke([20, 20, 40], [250, 250, 250, 255]), most)).toBe('#fff');
    expect(await underlayOf(await stroke([255, 255, 255], [240, 240, 240, 200]), most)).toBe('#fff');
  });

  it('is white where nothing can be seen of it', async () => {
    const light = await stroke([250, 250, 250], nothing);
    expect(await underlayOf(light.subarray(0, 200), most)).toBe('#fff');
    expect(await underlayOf(light, 1000)).toBe('#fff');
    expect(await underlayOf(Buffer.from('none'), most)).toBe('#fff');
    const blank = sharp({
      create: { width: 9, height: 9, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0 } },
    });
    expect(await underlayOf(await blank.png().toBuffer(), most)).toBe('#fff');
  });
});
