import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePdf } from '../../../support/pdf.ts';
import { temporaryFolder } from '../../../support/library.ts';
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

it.each(['open', 'closed'])(
  'a watched photo is one with another whose file comes over it while the library is %s',
  async (state) => {
    const folder = temporaryFolder();
    const first = await openTestServices(undefined, folder);
    const { photos } = first;
    const here = await writePhoto(photos, 'p.jpg', 3);
    const jpeg = readFileSync(here);
    const comment = Buffer.from([0xff, 0xfe, 0, 6, 1, 2, 3, 4]);
    writeFileSync(join(photos, 'q.jpg'), Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]));
    await first.services.watching.calls.watchFolder({ path: photos });
    const all = ({ services }: typeof first) => services.library.calls.listPhotos(everything).photos;
    await expect.poll(() => all(first).map(({ status }) => status)).toEqual(['read', 'read']);
    const mine = all(first).find(({ name }) => name === 'p.jpg');
    if (mine === undefined) throw new RangeError('It was imported.');
    const tag = { id: null, kind: 'tag', name: 'mine', photos: [mine.id] } as const;
    first.services.library.calls.saveCollection({ ...tag, photos: [...tag.photos] });
    if (state === 'closed') await first.services.close();
    copyFileSync(join(photos, 'q.jpg'), here);
    const opened = state === 'closed' ? await openTestServices(undefined, folder) : first;
    const found = () => all(opened).map(({ status, collections }) => [status, collections[0]?.name]);
    await expect.poll(found).toEqual([['read', 'mine']]);
  },
);
