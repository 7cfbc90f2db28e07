import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openInkPage } from '../../../main/imaging/ink/inkPage.ts';
import { createKeptPage } from '../../../main/reader/keptPage.ts';
import { startReaderThread } from '../../../main/reader/models/readerThread.ts';
import { temporaryFolder } from '../../support/library.ts';

async function temporaryFile(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

/** White paper with two black bars. */
async function photo(): Promise<string> {
  const bar = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#111' } });
  const page = sharp({ create: { width: 320, height: 240, channels: 3, background: '#f4f1ea' } }).composite([
    { input: await bar(120, 6).png().toBuffer(), left: 40, top: 60 },
    { input: await bar(7, 90).png().toBuffer(), left: 200, top: 110 },
  ]);
  return await temporaryFile('bars.png', await page.png().toBuffer());
}

it.each(['open', 'openAhead'] as const)(
  'a page that cannot be opened says why to all who wait for it, and to who asks again (%s)',
  async (first) => {
    const path = await temporaryFile('no-photo.jpg', 'Dear reader');
    const kept = createKeptPage();
    const opened = await Promise.allSettled([kept[first](path), kept.open(path)]);
    expect(opened).toMatchObject(
      Array.from({ length: 2 }, () => ({ status: 'rejected', reason: { code: 'image-format-unknown' } })),
    );
    await expect(kept.open(path)).rejects.toMatchObject({ code: 'image-format-unknown' });
  },
);

it('a page that was opened ahead, in a thread of its own, is the page as it is opened here', async () => {
  const path = await photo();
  const kept = createKeptPage();
  const ahead = await kept.openAhead(path);
  expect(ahead).toEqual(await openInkPage(path));
  expect(ahead.ink.data.some((ink) => ink > 200)).toBe(true);
  expect(await kept.open(path)).toBe(ahead);
});

it('a page is opened although the thread that was to open it has ended, and the next one gets a new thread', async () => {
  const paths = [await photo(), await photo()];
  let started = 0;
  const kept = createKeptPage(() => {
    started += 1;
    const thread = startReaderThread();
    thread.retire();
    return thread;
  });
  for (const path of paths) expect(await kept.openAhead(path)).toEqual(await openInkPage(path));
  expect(started).toBe(2);
});
