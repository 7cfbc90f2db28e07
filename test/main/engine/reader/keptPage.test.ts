import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createKeptPage } from '../../../../main/engine/reader/keptPage.ts';

it('a page that cannot be opened says why to all who wait for it, and to who asks again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-kept-page-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'no-photo.jpg');
  await writeFile(path, 'Dear reader');
  const kept = createKeptPage();
  const opened = await Promise.allSettled([kept.open(path), kept.open(path)]);
  expect(opened).toMatchObject(
    Array.from({ length: 2 }, () => ({ status: 'rejected', reason: { code: 'image-format-unknown' } })),
  );
  await expect(kept.open(path)).rejects.toMatchObject({ code: 'image-format-unknown' });
});
