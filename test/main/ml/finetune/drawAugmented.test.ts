import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodePhoto } from '../../../../main/imaging/formats/decode.ts';
import { drawAugmented } from '../../../../main/ml/finetune/drawAugmented.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { pictured, writeVersion } from '../../../support/wordVersion.ts';

const signal = new AbortController().signal;

/** A word of a few strokes. */
async function word(key: string) {
  const [width, height] = [120, 48];
  const data = Uint8Array.from({ length: width * height }, (_, at) => ((at % width) % 20 < 5 ? 230 : 0));
  return await pictured({ width, height, data }, { key });
}

it('draws chosen samples, each above four that differ; the same seed draws the same', async () => {
  const folder = temporaryFolder();
  const version = writeVersion(folder, await Promise.all(['a/1', 'a/2', 'a/3'].map(word)));
  const draw = async (name: string, seed: number) => {
    const target = join(folder, name);
    expect(await drawAugmented({ ...version, folder: target, count: 2, seed }, signal)).toBe(2);
    return readdirSync(target).map((file) => readFileSync(join(target, file)));
  };
  const first = await draw('first', 1);
  expect(await draw('again', 1)).toEqual(first);
  expect(await draw('other', 2)).not.toEqual(first);
  const [name = ''] = readdirSync(join(folder, 'first'));
  expect(name).toMatch(/^a_\d\.png$/u);
  const { image } = await decodePhoto(join(folder, 'first', name), { maxPixels: 1_000_000 });
  expect(image.height).toBe(5 * 48 + 4 * 4);
  const part = (place: number): Uint8Array =>
    image.data.subarray(3 * image.width * 52 * place, 3 * image.width * (52 * place + 48));
  expect(new Set([0, 1, 2, 3, 4].map((place) => part(place).join())).size).toBe(5);
});

it('makes no folder of a version without samples', async () => {
  const folder = temporaryFolder();
  const target = join(folder, 'drawn');
  const request = { ...writeVersion(folder, []), folder: target, count: 2, seed: 1 };
  await expect(drawAugmented(request, signal)).rejects.toMatchObject({ code: 'data-invalid' });
  expect(readdirSync(folder)).not.toContain('drawn');
});
