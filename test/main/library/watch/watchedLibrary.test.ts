import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePdf } from '../../../support/pdf.ts';
import { everything, names, openTestServices, writePhoto } from '../../../support/services.ts';

it('photos and PDFs that come into a watched folder are read; what was taken out stays out under another name, or when its PDF grows', async () => {
  const { services, photos } = await openTestServices();
  const read = (): string[] =>
    services.library.calls
      .listPhotos({ ...everything, status: 'read' })
      .photos.map(({ name }) => name)
      .sort();
  mkdirSync(photos);
  await services.watching.calls.watchFolder({ path: photos });
  await writePhoto(photos, 'board.jpg');
  await writePhoto(photos, 'private.jpg', 7);
  const path = await writePdf(join(photos, 'notes.pdf'), [0, 1, 2]);
  const pages = (...numbers: number[]): string[] => numbers.map((page) => `notes, page ${page}.jpg`);
  await expect.poll(read).toEqual(['board.jpg', ...pages(1, 2, 3), 'private.jpg']);
  const takenOut = services.library.calls
    .listPhotos(everything)
    .photos.filter(({ name }) => name.includes('page 2') || name === 'private.jpg')
    .map(({ id }) => id);
  await services.library.calls.removePhotos({ photos: takenOut });
  for (const name of ['board', 'private']) {
    renameSync(join(photos, `${name}.jpg`), join(photos, `${name} renamed.jpg`));
  }
  await writePdf(path, [0, 1, 2, 4]);
  await expect.poll(read).toEqual(['board renamed.jpg', ...pages(1, 3, 4)]);
  expect(names(services)).toHaveLength(4);
  expect(services.library.info()).toMatchObject({ removed: 2, failures: 0 });
  // Put back, it stands where it was renamed to.
  await services.library.calls.restorePhotos({ photos: takenOut });
  expect(read()).toContain('private renamed.jpg');
});
