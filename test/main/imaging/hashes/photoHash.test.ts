import { expect, it } from 'vitest';
import sharp from 'sharp';
import {
  isNearPhoto,
  isTellingPhoto,
  photoHashBytes,
  photoHashOf,
} from '../../../../main/imaging/hashes/photoHash.ts';
import { decodePhoto } from '../../../../main/imaging/formats/decode.ts';
import { notesFolder } from '../../../support/noteCrops.ts';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../support/library.ts';

const notes = readdirSync(join(notesFolder, 'images')).map((name) => join(notesFolder, 'images', name));
const hashPhoto = async (path: string) => photoHashOf((await decodePhoto(path, { maxPixels: 1e6 })).image);
const datedHashOf = async (path: string) => ({ hash: await hashPhoto(path), takenAt: null });

it('a photo is known again after it was scaled, darkened and encoded anew, and is not taken for another', async () => {
  const folder = temporaryFolder();
  const hashes = await Promise.all(notes.map(datedHashOf));
  expect(hashes.length).toBeGreaterThan(2);
  for (const [index, path] of notes.entries()) {
    const copy = join(folder, `${index}.jpg`);
    const { width } = await sharp(path).metadata();
    const changed = sharp(path)
      .resize(Math.round(width / 2))
      .modulate({ brightness: 0.8 })
      .jpeg({ quality: 50 });
    writeFileSync(copy, await changed.toBuffer());
    const again = await datedHashOf(copy);
    expect(hashes.map((one) => isNearPhoto(one, again))).toEqual(hashes.map((_, other) => other === index));
  }
});

it('a photo of one colour tells nothing, one of writing does', async () => {
  const plain = photoHashOf({ width: 30, height: 20, data: new Uint8Array(1800).fill(90) });
  expect([plain.length, isTellingPhoto(plain)]).toEqual([photoHashBytes, false]);
  expect(isTellingPhoto(await hashPhoto(notes[0] ?? ''))).toBe(true);
});
