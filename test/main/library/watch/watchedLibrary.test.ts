import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { writePdf } from '../../../support/pdf.ts';
import { everything, names, openTestServices, writePhoto } from '../../../support/services.ts';

/** Changes are looked at after two seconds, files after three that nobody wrote to. */
async function eventually(check: () => void): Promise<void> {
  await vi.waitFor(check, { timeout: 20_000, interval: 50 });
}

it('photos and PDFs that come into a watched folder are read; a page that was taken out stays out when its PDF grows', async () => {
  const { services, photos } = await openTestServices();
  const read = (): string[] =>
    services.library.listPhotos({ ...everything, status: 'read' }).photos.map(({ name }) => name);
  mkdirSync(photos);
  await services.watching.watchFolder({ path: photos });
  await writePhoto(photos, 'board.jpg');
  const path = await writePdf(join(photos, 'notes.pdf'), [0, 1, 2]);
  await eventually(() => {
    expect(read()).toEqual(['board.jpg', ...[1, 2, 3].map((page) => `notes, page ${String(page)}.jpg`)]);
  });
  const second = services.library.listPhotos(everything).photos.find(({ name }) => name.includes('page 2'));
  await services.library.removePhotos({ photos: second === undefined ? [] : [second.id] });
  renameSync(join(photos, 'board.jpg'), join(photos, 'renamed.jpg'));
  await writePdf(path, [0, 1, 2, 4]);
  await eventually(() => {
    expect(read()).toEqual(['renamed.jpg', 'notes, page 4.jpg', 'notes, page 1.jpg', 'notes, page 3.jpg']);
  });
  expect(names(services)).toHaveLength(4);
  expect(services.library.info()).toMatchObject({ removed: 1, failures: 0 });
}, 60_000);
