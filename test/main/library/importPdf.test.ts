import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Services } from '../../../main/services.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { pdfHandlers } from '../../../main/workers/pdfHandlers.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { blankPng } from '../../support/images.ts';
import { action, edit, newWord } from '../../support/labels.ts';
import { temporaryFolder } from '../../support/library.ts';
import { pdfOf, writePdf } from '../../support/pdf.ts';
import { everything, importAll, names, openTestServices, writePhoto } from '../../support/services.ts';

const threePages = ['notes, page 1.jpg', 'notes, page 2.jpg', 'notes, page 3.jpg'];

/** Draws a word on a photo, as a person does who found one missing. */
function drawAWord(services: Services, name: string): void {
  const photo = services.library.calls.listPhotos(everything).photos.find((each) => each.name === name);
  if (photo === undefined) throw new Error(`There is no ${name}.`);
  const word = newWord(services.labels, { text: 'mine', quad: quadOfBox([10, 10, 40, 20]), confirmed: true });
  edit(services.labels, photo.id, action('draw', { put: [word] }));
}

/** With a page of each shade of grey. */
async function writeTiff(path: string, shades: readonly number[]): Promise<string> {
  const pages = Buffer.concat(shades.map((shade) => Buffer.alloc(60 * 40 * 3, shade)));
  const raw = { width: 60, height: 40 * shades.length, channels: 3, pageHeight: 40 } as const;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await sharp(pages, { raw }).tiff().toBuffer());
  return path;
}

describe('importing a photo whose file has others', () => {
  it('makes one photo and says how many there are; asked for all, it makes a photo of each', async () => {
    const { services, photos } = await openTestServices();
    const frames = Buffer.concat([40, 120, 200].map((shade) => Buffer.alloc(60 * 40 * 3, shade)));
    const path = join(photos, 'frames.webp');
    const raw = { width: 60, height: 120, channels: 3, pageHeight: 40 } as const;
    mkdirSync(photos, { recursive: true });
    writeFileSync(path, await sharp(frames, { raw }).webp().toBuffer());
    const { files } = await importAll(services, [photos]);
    expect(files).toMatchObject([{ path, status: 'added', pictures: 3 }]);
    expect(services.library.calls.listPhotos(everything).photos).toMatchObject([
      { name: 'frames.webp', pictures: 3 },
    ]);

    const done = await importAll(services, [photos], true, true);
    expect(done.job).toMatchObject({ state: 'done', done: 3, duplicates: 1, failed: 0 });
    expect(names(services)).toEqual(['frames, picture 2.jpg', 'frames, picture 3.jpg', 'frames.webp']);
  });
});

describe('importing TIFFs with several pages', () => {
  it('makes a photo of every page, and knows them when they come again; one with a page is a photo itself', async () => {
    const { services, photos } = await openTestServices();
    await writeTiff(join(photos, 'scan.tif'), [40, 120, 200]);
    const single = await writeTiff(join(photos, 'single.tiff'), [90]);
    const { job, files } = await importAll(services, [photos]);
    expect(job).toMatchObject({ state: 'done', total: 4, done: 4, failed: 0 });
    expect(names(services)).toEqual([...[1, 2, 3].map((page) => `scan, page ${page}.jpg`), 'single.tiff']);
    expect(files.find(({ path }) => path === single)?.page).toBeUndefined();
    const again = await importAll(services, [
      await writeTiff(join(photos, 'more', 'scan.tif'), [40, 120, 200]),
    ]);
    expect(again.job).toMatchObject({ state: 'done', done: 3, duplicates: 3 });
  });

  it('takes the date of a photo without one from the JSON file of Google Takeout', async () => {
    const { services, photos } = await openTestServices();
    const path = await writePhoto(photos, 'IMG_1.jpg');
    writeFileSync(`${path}.json`, JSON.stringify({ photoTakenTime: { timestamp: '1620295872' } }));
    await importAll(services, [photos]);
    expect(services.library.calls.listPhotos(everything).photos).toMatchObject([
      { takenAt: '2021-05-06T10:11:12+00:00' },
    ]);
  });
});

describe('importing PDFs', () => {
  it('makes a photo of every page, the first page first, and reads it', async () => {
    const { services, photos } = await openTestServices();
    const path = await writePdf(join(photos, 'notes.pdf'), 3);
    await writePhoto(photos, 'agenda.jpg');
    const { job, files } = await importAll(services, [photos]);
    expect(job).toMatchObject({ state: 'done', total: 4, done: 4, failed: 0, duplicates: 0 });
    expect(names(services)).toEqual(['agenda.jpg', ...threePages]);
    const pages = files.filter((file) => file.path === path);
    expect(pages.map(({ page, status, words }) => [page, status, words])).toEqual(
      expect.arrayContaining([
        [1, 'added', 3],
        [2, 'added', 3],
        [3, 'added', 3],
      ]),
    );
    const found = services.search.calls.search({ query: '"notes, page 2"', offset: 0, limit: 10 });
    expect(found.results.map(({ photo }) => photo.name)).toEqual(['notes, page 2.jpg']);
  });

  it('knows the pages of a PDF that comes again, also from elsewhere', async () => {
    const { services, photos } = await openTestServices();
    await importAll(services, [await writePdf(join(photos, 'notes.pdf'), 3)]);
    const again = await importAll(services, [await writePdf(join(photos, 'moved', 'renamed.pdf'), 3)]);
    expect(again.job).toMatchObject({ state: 'done', done: 3, duplicates: 3 });
    expect(names(services)).toEqual(threePages);
  });

  it('adds only the new pages of a later version of a PDF', async () => {
    const { services, photos } = await openTestServices();
    await importAll(services, [await writePdf(join(photos, 'notes.pdf'), 2)]);
    const again = await importAll(services, [
      await writePdf(join(photos, 'notes.pdf'), 3, '2022-01-01T00:00:00Z'),
    ]);
    expect(again.job).toMatchObject({ state: 'done', done: 3, duplicates: 2 });
    const { photos: pages } = services.library.calls.listPhotos(everything);
    expect(pages.map(({ name, takenAt }) => [name, takenAt])).toEqual([
      ['notes, page 3.jpg', '2022-01-01T00:00:00+00:00'],
      ['notes, page 1.jpg', '2021-05-06T10:11:12+00:00'],
      ['notes, page 2.jpg', '2021-05-06T10:11:12+00:00'],
    ]);
  });

  it('takes out what a later version of a PDF has no more, but for what a person worked on', async () => {
    const { services, photos } = await openTestServices();
    const path = join(photos, 'notes.pdf');
    await importAll(services, [await writePdf(path, [0, 1, 2, 3])]);
    drawAWord(services, 'notes, page 2.jpg');
    // The second and the third were written on, a new one stands before all.
    await importAll(services, [await writePdf(path, [7, 0, 5, 6, 3])]);
    expect(services.library.info()).toMatchObject({ photos: 6, removed: 1 });
    const { photos: removed } = services.library.calls.listRemoved(everything);
    expect(removed.map(({ name }) => name)).toEqual(['notes, page 3.jpg']);
    // Both that are called so, the corrected one and the one that took its place.
    expect(names(services).filter((name) => name === 'notes, page 3.jpg')).toHaveLength(1);
    expect(names(services)).toContain('notes, page 2.jpg');
    await importAll(services, [await writePdf(path, [0, 1, 2, 3])]);
    expect(services.library.info()).toMatchObject({ photos: 4, removed: 4 });
  });

  it('keeps the drawn page of each photo once, however many versions of a PDF it stands in', async () => {
    const { services, photos, library } = await openTestServices();
    const path = join(photos, 'notes.pdf');
    for (const pages of [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3]]) {
      await importAll(services, [await writePdf(path, pages)]);
    }
    const drawn = readdirSync(join(library, 'pages'), { recursive: true, withFileTypes: true });
    expect(drawn.filter((entry) => entry.isFile())).toHaveLength(4);
    const { photos: pages } = services.library.calls.listPhotos(everything);
    expect(pages.filter((page) => existsSync(page.path))).toHaveLength(4);
  });

  it('leaves the pages of another PDF alone that was written under the same name', async () => {
    const { services, photos } = await openTestServices();
    const path = join(photos, 'Scan.pdf');
    await importAll(services, [await writePdf(path, [0, 1])]);
    await importAll(services, [await writePdf(path, [2, 3, 4])]);
    await importAll(services, [await writePdf(path, [5])]);
    expect(services.library.info()).toMatchObject({ photos: 6, removed: 0 });
  });

  it('keeps a page that one PDF has no more and another still has', async () => {
    const { services, photos } = await openTestServices();
    await importAll(services, [await writePdf(join(photos, 'copy.pdf'), [0, 1])]);
    await importAll(services, [await writePdf(join(photos, 'notes.pdf'), [0, 1])]);
    await importAll(services, [await writePdf(join(photos, 'notes.pdf'), [0, 2])]);
    expect(services.library.info()).toMatchObject({ photos: 3, removed: 0 });
  });

  it('takes the pages of a PDF whose name has no ending', async () => {
    const { services, photos } = await openTestServices();
    renameSync(await writePdf(join(photos, 'notes.pdf'), 2), join(photos, 'notes'));
    expect((await importAll(services, [photos])).job).toMatchObject({ state: 'done', done: 2, failed: 0 });
    expect(names(services).sort()).toEqual(['notes, page 1.jpg', 'notes, page 2.jpg']);
  });

  it('sets a PDF aside that cannot be opened, once, and takes it when it can', async () => {
    const { services, photos } = await openTestServices();
    mkdirSync(photos);
    const path = join(photos, 'locked.pdf');
    writeFileSync(path, await pdfOf([{ size: [72, 72] }], { userPassword: 'secret' }));
    writeFileSync(join(photos, 'picture.pdf'), blankPng(20, 10));
    writeFileSync(join(photos, 'text.pdf'), 'no PDF');
    const { job } = await importAll(services, [photos]);
    expect(job).toMatchObject({ state: 'done', total: 3, done: 3, failed: 2 });
    expect(names(services)).toEqual(['picture.pdf']);
    const failures = services.library.calls.listFailures();
    expect(Object.fromEntries(failures.map(({ name, error }) => [name, error.code]))).toEqual({
      'locked.pdf': 'permission-denied',
      'text.pdf': 'image-format-unknown',
    });
    await writePdf(path, 2);
    const retried = await services.library.calls.retryFailures({ failures: failures.map(({ id }) => id) });
    expect(await services.jobs.finished(retried.id)).toMatchObject({ total: 3, failed: 1 });
    expect(services.library.calls.listFailures().map(({ name }) => name)).toEqual(['text.pdf']);
    expect(names(services)).toHaveLength(3);
  });

  it('does not take a part of a PDF for the whole where the engine dies while it is opened', async () => {
    let crashes = 0;
    const { services, photos } = await openTestServices((crash) => {
      const { countPages } = pdfHandlers();
      return {
        countPages: async (asked, context) => {
          crashes += 1;
          if (crashes <= 2) crash();
          return await countPages(asked, context);
        },
      };
    });
    const path = await writePdf(join(photos, 'notes.pdf'), 3);
    // The second time nothing else was in the process.
    expect((await importAll(services, [path])).files).toMatchObject([
      { path, status: 'failed', error: { code: 'engine-crashed' } },
    ]);
    const job = await services.library.calls.retryFailures({
      failures: services.library.calls.listFailures().map(({ id }) => id),
    });
    await services.jobs.finished(job.id);
    expect(names(services)).toEqual(threePages);
  });

  it('takes a PDF whose process died once while it was opened', async () => {
    let isFirst = true;
    const { services, photos } = await openTestServices((crash) => {
      const { countPages } = pdfHandlers();
      return {
        countPages: async (asked, context) => {
          if (isFirst) crash();
          isFirst = false;
          return await countPages(asked, context);
        },
      };
    });
    await importAll(services, [await writePdf(join(photos, 'notes.pdf'), 3)]);
    expect(names(services)).toEqual(threePages);
    expect(services.library.calls.listFailures()).toEqual([]);
  });

  it('keeps the drawn page of a removed photo until it is forgotten', async () => {
    const { services, photos, library } = await openTestServices();
    await importAll(services, [await writePdf(join(photos, 'notes.pdf'), 2)]);
    const [first, second] = services.library.calls.listPhotos(everything).photos;
    if (first === undefined || second === undefined) throw new Error('There are two pages.');
    await services.library.calls.removePhotos({ photos: [first.id, second.id] });
    expect(existsSync(first.path)).toBe(true);
    await services.library.calls.restorePhotos({ photos: [first.id] });
    services.library.calls.forgetRemoved({ photos: null });
    await expect.poll(() => existsSync(second.path)).toBe(false);
    expect(existsSync(first.path)).toBe(true);
    await services.library.calls.removePhotos({ photos: [first.id] });
    services.library.calls.forgetRemoved({ photos: null });
    await expect.poll(() => readdirSync(join(library, 'pages'))).toEqual([]);
  });

  it('deletes what an import drew that was killed before it was a photo', async () => {
    const folder = temporaryFolder();
    const opened = await openTestServices(() => ({}), folder);
    await importAll(opened.services, [await writePdf(join(opened.photos, 'notes.pdf'), 1)]);
    const [page] = opened.services.library.calls.listPhotos(everything).photos;
    if (page === undefined) throw new Error('There is a page.');
    await opened.services.close();
    writeFileSync(join(dirname(page.path), 'notes, page 2.jpg'), 'drawn');
    mkdirSync(join(opened.library, 'pages', 'other', 'folder', 'x.pdf'), { recursive: true });
    writeFileSync(join(opened.library, 'pages', 'other', 'folder', 'x.pdf', 'x, page 1.jpg'), 'drawn');
    await openTestServices(() => ({}), folder);
    await expect.poll(() => readdirSync(join(opened.library, 'pages'))).toHaveLength(1);
    expect(readdirSync(dirname(page.path))).toEqual([page.name]);
  });

  it('keeps the pages of a library that another system has written to', async () => {
    const opened = await openTestServices();
    await importAll(opened.services, [await writePdf(join(opened.photos, 'notes.pdf'), 2)]);
    await opened.services.close();
    const db = openLibrary(opened.library);
    db.exec("UPDATE photo SET path = 'D:' || replace(path, '/', char(92))");
    db.close();
    const unneeded = join(opened.library, 'pages', 'other');
    mkdirSync(unneeded);
    const again = await openTestServices(() => ({}), dirname(opened.library));
    expect(again.library).toBe(opened.library);
    await expect.poll(() => existsSync(unneeded)).toBe(false);
    const drawn = readdirSync(join(opened.library, 'pages'), { recursive: true, withFileTypes: true });
    expect(drawn.filter((entry) => entry.isFile())).toHaveLength(2);
  });

  it('keeps the pages of a library that was moved', async () => {
    const folder = temporaryFolder();
    const opened = await openTestServices(() => ({}), join(folder, 'pages', 'before'));
    await importAll(opened.services, [await writePdf(join(opened.photos, 'notes.pdf'), 2)]);
    await opened.services.close();
    renameSync(join(folder, 'pages', 'before'), join(folder, 'pages', 'now'));
    const unneeded = join(folder, 'pages', 'now', 'library', 'pages', 'other');
    mkdirSync(unneeded);
    const moved = await openTestServices(() => ({}), join(folder, 'pages', 'now'));
    await expect.poll(() => existsSync(unneeded)).toBe(false);
    const pages = moved.services.library.calls.listPhotos(everything).photos;
    expect(pages.map(({ path }) => [path.startsWith(moved.library), existsSync(path)])).toEqual([
      [true, true],
      [true, true],
    ]);
  });
});
