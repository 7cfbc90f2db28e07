import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createRenderPicture } from '../../../main/pictures/renderPicture.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { temporaryFolder } from '../../support/library.ts';

const quads = [quadOfBox([10, 10, 80, 30]), quadOfBox([10, 60, 110, 30])];

it('a photo that cannot be decoded says why to every word that waits for it, and is decoded once it can be', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'photo.jpg');
  await writeFile(path, 'Dear reader');
  const renderPicture = createRenderPicture();
  const renderWords = () =>
    Promise.allSettled(
      quads.map((quad, place) =>
        renderPicture({ path, turn: 0 }, join(folder, `${place}.jpg`), { kind: 'word', quad }),
      ),
    );
  expect(await renderWords()).toMatchObject(
    quads.map(() => ({ status: 'rejected', reason: { code: 'image-format-unknown' } })),
  );
  await sharp({ create: { width: 320, height: 240, channels: 3, background: '#f4f1ea' } }).toFile(path);
  expect(await renderWords()).toMatchObject(quads.map(() => ({ status: 'fulfilled' })));
});
