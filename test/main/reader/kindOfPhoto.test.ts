import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { renderPhoto } from '../../../main/imaging/formats/decode.ts';
import { resourcesFolder } from '../../../main/installation.ts';
import { photoKindSchema } from '../../../shared/contract/photo.ts';
import { kindRulesSchema } from '../../../main/ml/detection/photoKind.ts';
import {
  createKindOfPhoto,
  kindRulesFile,
  kindSide,
  openStarterDetector,
} from '../../../main/reader/kindOfPhoto.ts';
import { temporaryFolder } from '../../support/library.ts';

const scene = `<svg width="480" height="360"><rect width="480" height="360" fill="#7fb0e0"/>
  <path d="M0 220 Q120 120 240 210 T480 190 V360 H0Z" fill="#4a7a3c"/><circle cx="380" cy="70" r="34" fill="#ffe9a0"/>
  <path d="M60 330 L120 150 L180 330Z M300 340 L345 200 L390 340Z" fill="#22502a"/></svg>`;
const print = `<svg width="340" height="480"><rect width="340" height="480" fill="#fff"/>
  <g font-family="serif" font-size="8">${Array.from(
    { length: 42 },
    (_, row) =>
      `<text x="34" y="${40 + 10 * row}">The quick brown fox jumps over the lazy dog, and it runs on until the line is full.</text>`,
  ).join('')}</g></svg>`;

it('tells a board and print from a picture without writing', async () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  await sharp(Buffer.from(scene)).jpeg().toFile(at('scene.jpg'));
  await sharp(Buffer.from(print)).jpeg().toFile(at('print.jpg'));
  const board = await renderPhoto(join(resourcesFolder, 'samples', 'leaf-count.jpg'), {
    maxSide: kindSide,
    quality: 80,
  });
  await sharp(board.jpeg).toFile(at('board.jpg'));
  const kindOfPhoto = createKindOfPhoto();
  expect((await kindOfPhoto(at('board.jpg'))).kind).toBe('board');
  expect((await kindOfPhoto(at('scene.jpg'))).kind).toBe('none');
  // Print and neat handwriting look alike at this size: either is read.
  expect(['note', 'document']).toContain((await kindOfPhoto(at('print.jpg'))).kind);
});

const fence = `<svg width="480" height="360"><rect width="480" height="360" fill="#dfe8ee"/><g fill="#4a5a52">${Array.from(
  { length: 40 },
  (_, bar) => `<rect x="${12 * bar}" y="${20 + 9 * (bar % 4)}" width="5" height="300"/>`,
).join('')}</g></svg>`;

it.each([90, 270, 45, -60])('knows a board whose writing runs at %d degrees', async (angle) => {
  const folder = temporaryFolder();
  const kindOfPhoto = createKindOfPhoto();
  for (const name of ['message-bus.jpg', 'leaf-count.jpg', 'cloud-sketch.jpg']) {
    const { jpeg } = await renderPhoto(join(resourcesFolder, 'samples', name), {
      maxSide: 1600,
      quality: 90,
    });
    const turned = await sharp(jpeg).rotate(angle, { background: '#777' }).toBuffer();
    const path = join(folder, `${angle}${name}`);
    const small = sharp(turned).resize(kindSide, kindSide, { fit: 'inside' });
    await small.jpeg({ quality: 80 }).toFile(path);
    expect((await kindOfPhoto(path)).kind).not.toBe('none');
  }
});

it('takes no bars for writing, however they stand', async () => {
  const folder = temporaryFolder();
  const kindOfPhoto = createKindOfPhoto();
  for (const [name, drawn] of Object.entries({ fence, scene })) {
    for (const angle of [0, 90, 45]) {
      const path = join(folder, `${name}${angle}.jpg`);
      await sharp(await sharp(Buffer.from(drawn)).png().toBuffer())
        .rotate(angle)
        .jpeg()
        .toFile(path);
      expect((await kindOfPhoto(path)).kind).toBe('none');
    }
  }
});

it('weighs the features of the detector that is shipped', async () => {
  const rules = kindRulesSchema.parse(JSON.parse(await readFile(kindRulesFile, 'utf8')));
  // Another detector sees other words: fit the rules again, npm --prefix pretraining run kinds.
  expect(rules.detector).toBe((await openStarterDetector()).sha256);
  const lengths = photoKindSchema.options.map((kind) => rules.weights[kind].length);
  expect(new Set([...lengths, rules.means.length + 1, rules.spreads.length + 1]).size).toBe(1);
});
