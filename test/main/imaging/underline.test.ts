import sharp from 'sharp';
import { expect, it } from 'vitest';
import { isUnderlined } from '../../../main/imaging/ink/underline.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import { quadOfBox } from '../../../shared/geometry.ts';

const box = quadOfBox([100, 60, 240, 60]);

/** Three letters as strokes of a pen in the box, and what else is drawn. */
async function drawn(more: string): Promise<InkImage> {
  const letters = [110, 190, 270].map((x) => `M ${String(x)} 62 v 56 h 40 v -56`).join(' ');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="440" height="220">
    <path d="${letters} ${more}" stroke="#fff" stroke-width="6" fill="none"/></svg>`;
  const image = sharp(Buffer.from(svg)).flatten({ background: '#000' }).greyscale();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

it.each([
  ['a line below it', 'M 90 140 H 350'],
  ['a line that falls and bows', 'M 90 132 Q 220 150 350 146'],
  ['a line with a small gap', 'M 90 140 H 200 M 215 140 H 350'],
])('a word with %s is underlined', async (_, line) => {
  expect(isUnderlined(await drawn(line), box)).toBe(true);
});

it.each([
  ['nothing below it', ''],
  ['a line below half of it', 'M 90 140 H 220'],
  ['a line far below it', 'M 90 190 H 350'],
  ['other words below it', 'M 110 150 v 50 h 40 v -50 M 190 150 v 50 h 40 v -50 M 270 150 v 50 h 40 v -50'],
])('a word with %s is not', async (_, line) => {
  expect(isUnderlined(await drawn(line), box)).toBe(false);
});
