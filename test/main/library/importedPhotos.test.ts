import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { importLibrary } from '../../../main/store/export/importLibrary.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { exported, fullLibrary, noStop } from '../../support/libraryExports.ts';
import { temporaryFolder } from '../../support/library.ts';
import { everything, importAll, openTestServices } from '../../support/services.ts';

it('deletes the files that an import of a library has brought with their photos for good, and no file of a person', async () => {
  const { folder: original } = await fullLibrary();
  const folder = temporaryFolder();
  await importLibrary(await exported(original), join(folder, 'library'), noStop);
  const { services, library } = await openTestServices(() => ({}), folder);
  const { photos } = libraryPaths(library);
  const [deleted, kept, changed] = services.library.calls.listPhotos(everything).photos;
  if (deleted === undefined || kept === undefined || changed === undefined)
    throw new Error('Photos are missing.');
  const own = join(photos, 'my own', basename(kept.path));
  mkdirSync(join(photos, 'my own'));
  copyFileSync(kept.path, own);
  writeFileSync(changed.path, 'another picture, of the person');
  writeFileSync(own, 'more', { flag: 'a' });
  await importAll(services, [own]);
  const all = services.library.calls.listPhotos(everything).photos;
  const mine = all.find(({ path }) => path === own);
  if (mine === undefined) throw new Error('The own photo was not imported.');

  await services.library.calls.removePhotos({ photos: [deleted.id, changed.id, mine.id] });
  expect([deleted.path, changed.path, own].every((path) => existsSync(path))).toBe(true);
  expect(services.library.calls.forgetRemoved({ photos: [mine.id, changed.id, deleted.id] })).toBe(3);
  await expect.poll(() => existsSync(deleted.path)).toBe(false);
  expect([kept.path, changed.path, own].map((path) => existsSync(path))).toEqual([true, true, true]);
});
