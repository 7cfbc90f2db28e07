import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import { pageOf, temporaryFolder } from '../../support/library.ts';
import { pdfOf } from '../../support/pdf.ts';
import { everything, importAll, openTestServices, writePhoto } from '../../support/services.ts';

it('exports as a PDF keep the size of the paper, of pages of PDFs and TIFFs and of scans, and say what they scale down', async () => {
  const { services, photos } = await openTestServices();
  mkdirSync(photos);
  const sizes = [
    [420, 595],
    [792, 612],
    // More than is drawn with 300 pixels in an inch.
    [842, 1191],
  ] as const;
  const paper = join(photos, 'paper.pdf');
  writeFileSync(paper, await pdfOf(sizes.map((size) => ({ size, box: [10, 10, 100, 100] }))));
  const grey = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#ddd' } });
  const frames = { raw: { width: 300, height: 400, channels: 3, pageHeight: 200 } } as const;
  await sharp(Buffer.alloc(300 * 400 * 3).fill(90, 0, 300 * 200 * 3), frames)
    .withMetadata({ density: 200 })
    .tiff()
    .toFile(join(photos, 'fax.tif'));
  await grey(300, 600).withMetadata({ density: 150 }).png().toFile(join(photos, 'scan.png'));
  await grey(5000, 10).jpeg().toFile(join(photos, 'wide.jpg'));
  await importAll(services, [photos], false);
  const all = services.library.calls.listPhotos(everything).photos;
  const named = new Map(all.map((photo) => [photo.name, photo]));
  const exported = async (names: readonly string[]) => {
    const path = join(temporaryFolder(), 'a.pdf');
    const of = { photos: names.map((name) => named.get(name)?.id ?? photoIdSchema.parse(99)) };
    const work = { signal: new AbortController().signal, onProgress: () => undefined };
    const report = await services.library.exporting.exportPhotosNow({ of, format: 'pdf', path }, work);
    const task = getDocument({ data: new Uint8Array(readFileSync(path)), verbosity: 0 });
    const pdf = await task.promise;
    const found = await Promise.all(names.map(async (_, at) => (await pdf.getPage(at + 1)).view.slice(2)));
    await task.destroy();
    return { found, report };
  };
  const pages = [1, 2, 3].map((page) => `paper, page ${page}.jpg`);
  const others = ['fax, page 2.jpg', 'scan.png', 'wide.jpg'];
  expect(await exported([...pages, ...others])).toMatchObject({
    found: [...sizes, [108, 72], [144, 288], [842, expect.closeTo(1.7, 1)]],
    report: { photos: 6, scaledDown: 2 },
  });
  const scan = named.get('scan.png');
  if (scan !== undefined) await services.library.calls.rotatePhotos({ photos: [scan.id], by: 90 });
  // Pages are their own files: their PDF may be gone.
  rmSync(paper);
  const { found } = await exported([...pages.slice(0, 2), 'scan.png']);
  expect(found).toEqual([...sizes.slice(0, 2), [288, 144]]);
  const { id } = services.library.calls.exportPhotos({
    of: { photos: all.map((photo) => photo.id) },
    format: 'pdf',
    path: null,
  });
  expect(await services.jobs.finished(id)).toMatchObject({ failed: 0, scaledDown: 2 });
});

it('documents say the language that was noticed on most photos, or that a person chose, and none where none is known', async () => {
  const { services, photos } = await openTestServices(() => ({
    read: ({ path }) =>
      Promise.resolve({
        ...pageOf('ein wort'),
        languages: path.endsWith('none.jpg') ? { german: 0.1 } : { german: 0.7, english: 0.3 },
      }),
  }));
  for (const [shade, name] of ['none.jpg', 'a.jpg', 'b.jpg', 'c.jpg'].entries()) {
    await writePhoto(photos, name, shade);
  }
  await importAll(services, [photos]);
  const listed = services.library.calls.listPhotos(everything).photos;
  const idsOf = (...names: readonly string[]) =>
    listed.filter(({ name }) => names.includes(name)).map(({ id }) => id);
  const languageOf = async (...names: readonly string[]): Promise<string | undefined> => {
    const path = join(temporaryFolder(), 'a.pdf');
    const work = { signal: new AbortController().signal, onProgress: () => undefined };
    const asked = { of: { photos: idsOf(...names) }, format: 'pdf', path } as const;
    await services.library.exporting.exportPhotosNow(asked, work);
    return /Lang \((\w+)\)/u.exec(readFileSync(path, 'latin1'))?.[1];
  };
  expect(await languageOf('a.jpg', 'none.jpg')).toBe('de');
  expect(await languageOf('none.jpg')).toBeUndefined();
  for (const photo of idsOf('b.jpg', 'c.jpg')) {
    const job = services.library.calls.chooseLanguage({ photo, language: 'french' });
    if (job !== null) await services.jobs.finished(job.id);
  }
  expect(await languageOf('a.jpg', 'b.jpg', 'c.jpg')).toBe('fr');
});
