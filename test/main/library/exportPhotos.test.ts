import { existsSync, readFileSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import sharp from 'sharp';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it, vi } from 'vitest';
import type { Caller } from '../../../shared/contract/account.ts';
import { jobIdSchema } from '../../../shared/contract/job.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { PhotoChoice } from '../../../shared/contract/library.ts';
import type { PhotoExportFormat } from '../../../shared/page/exportFormats.ts';
import { photoIdSchema, type Photo, type PhotoId } from '../../../shared/contract/photo.ts';
import type { PhotoExportReport } from '../../../main/library/exportPhotos.ts';
import { pdfHandlers } from '../../../main/workers/pdfHandlers.ts';
import { openSource } from '../../../main/exchange/archives/openSource.ts';
import { reading, readWord, temporaryFolder, useOn } from '../../support/library.ts';
import { everything, importAll, openTestServices, writePhoto } from '../../support/services.ts';

/** A library with photos on which their names are written. */
async function libraryOf(
  ...photos: readonly (readonly [name: string, shade: number, confidence?: number])[]
) {
  const sure = new Map(photos.map(([name, , confidence = 1]) => [name, confidence]));
  /** Formats of the documents that the process for them has written. */
  const documents: string[] = [];
  const { writeDocument } = pdfHandlers();
  const { services, photos: folder } = await openTestServices(() => ({
    writeDocument(asked, context) {
      documents.push(asked.format);
      return writeDocument(asked, context);
    },
    read({ path }) {
      const word = readWord(
        [[basename(path, extname(path)), sure.get(basename(path)) ?? 1]],
        [4, 4, 30, 20],
        0,
      );
      return Promise.resolve({ ...reading([word]), width: 64, height: 48 });
    },
  }));
  for (const [name, shade] of photos) await writePhoto(join(folder, String(shade)), name, shade);
  await importAll(services, [folder]);
  const listed = services.library.calls.listPhotos(everything).photos;
  const photo = (name: string): Photo => {
    const found = listed.find((each) => each.name === name);
    if (found === undefined) throw new Error(`${name} was not imported.`);
    return found;
  };
  const out = temporaryFolder();
  async function exported(
    format: PhotoExportFormat,
    of: PhotoChoice,
    name: string,
    pictures = false,
  ): Promise<PhotoExportReport & { readonly path: string }> {
    const path = join(out, name);
    const work = { signal: new AbortController().signal, onProgress: () => undefined };
    return {
      path,
      ...(await services.library.exporting.exportPhotosNow({ of, format, path, pictures }, work)),
    };
  }
  return { services, photo, out, exported, documents };
}

function ids(...photos: readonly Photo[]): { photos: PhotoId[] } {
  return { photos: photos.map(({ id }) => id) };
}

describe('photos and their text', () => {
  it('are exported as one searchable PDF, upright and in the given order', async () => {
    const { services, photo, exported } = await libraryOf(['tree.jpg', 1], ['sort.jpg', 2]);
    const turned = await services.library.calls.rotatePhotos({ ...ids(photo('sort.jpg')), by: 90 });
    if (turned !== null) await services.jobs.finished(turned.id);

    const { path } = await exported('pdf', ids(photo('sort.jpg'), photo('tree.jpg')), 'notes.pdf');
    const task = getDocument({ data: new Uint8Array(readFileSync(path)), verbosity: 0 });
    const pdf = await task.promise;
    const pages = await Promise.all([1, 2].map((number) => pdf.getPage(number)));
    const texts = await Promise.all(pages.map((page) => page.getTextContent()));
    expect(texts.map(({ items }) => items.map((item) => ('str' in item ? item.str : '')).join(''))).toEqual([
      'sort',
      'tree',
    ]);
    const shapes = pages.map((page) => page.getViewport({ scale: 1 }));
    expect(shapes.map(({ width, height }) => width < height)).toEqual([true, false]);
    await task.destroy();
  });

  it('are exported as Markdown files with pictures, in a folder or an archive, under names of their own', async () => {
    const { photo, out, exported } = await libraryOf(['Note.jpg', 1], ['note.jpeg', 2]);
    const both = ids(photo('Note.jpg'), photo('note.jpeg'));
    const { path, photos } = await exported('markdown', both, 'notes');
    expect(photos).toBe(2);
    expect(readdirSync(path).sort()).toEqual(['Note.md', 'note (2).md', 'pictures']);
    expect(readdirSync(join(path, 'pictures')).sort()).toEqual(['Note.jpg', 'note (2).jpg']);
    const text = readFileSync(join(path, 'note (2).md'), 'utf8');
    expect(text).toContain('![note.jpeg](<pictures/note%20(2).jpg>)\n\nnote\n');

    const archive = await exported('markdown', both, 'notes.zip');
    const unpacked = await openSource(archive.path, join(out, 'scratch'), new AbortController().signal);
    for (const name of ['Note.md', 'note (2).md', 'pictures/Note.jpg', 'pictures/note (2).jpg']) {
      expect(readFileSync(join(unpacked, name))).toEqual(readFileSync(join(path, name)));
    }
  });

  it('are exported as text: one alone, several under their names', async () => {
    const { photo, exported } = await libraryOf(['tree.jpg', 1], ['sort.jpg', 2]);
    const one = await exported('text', ids(photo('tree.jpg')), 'one.txt');
    expect(readFileSync(one.path, 'utf8')).toBe('tree\n');
    const two = await exported('text', ids(photo('tree.jpg'), photo('sort.jpg')), 'two.txt');
    expect(readFileSync(two.path, 'utf8')).toBe(
      'tree.jpg\n========\n\ntree\n\nsort.jpg\n========\n\nsort\n\n',
    );
  });

  it('are exported as typed documents: one, or one for each, also where a picture is gone', async () => {
    const { photo, exported } = await libraryOf(['tree.jpg', 1], ['sort.jpg', 2]);
    const both = ids(photo('tree.jpg'), photo('sort.jpg'));
    const { path } = await exported('docx', both, 'each');
    expect(readdirSync(path).sort()).toEqual(['sort.docx', 'tree.docx']);
    rmSync(photo('sort.jpg').path);
    const report = await exported('typed-pdf', both, 'notes.pdf', true);
    expect(report).toMatchObject({ photos: 2, missing: [photo('sort.jpg').path] });
    const task = getDocument({ data: new Uint8Array(readFileSync(report.path)), verbosity: 0 });
    expect((await task.promise).numPages).toBe(2);
  });

  it('are typed in the process for documents: each once, and not more than one document holds', async () => {
    const { photo, exported, documents } = await libraryOf(['tree.jpg', 1]);
    const { photos } = ids(photo('tree.jpg'));
    const again = { photos: Array.from({ length: 8000 }, () => photos).flat() };
    for (const [format, ending] of [
      ['docx', 'docx'],
      ['typed-pdf', 'pdf'],
    ] as const) {
      expect((await exported(format, again, `notes.${ending}`)).photos).toBe(1);
      const many = { photos: Array.from({ length: 501 }, (_, index) => photoIdSchema.parse(index + 1)) };
      await expect(exported(format, many, `many.${ending}`)).rejects.toThrow(
        'Found 501 photos for one document; expected at most 500. Choose a document for each photo',
      );
      expect((await exported(format, many, `${ending}.zip`)).photos).toBe(1);
    }
    expect(documents).toEqual(['docx', 'docx', 'typed-pdf', 'typed-pdf']);
  });

  it('are exported as a typed PDF that says, in its report and its job, how many words it has no font for', async () => {
    const { services, photo, exported } = await libraryOf(['茶.jpg', 1], ['tree.jpg', 2]);
    const both = ids(photo('茶.jpg'), photo('tree.jpg'));
    expect(await exported('typed-pdf', both, 'a.pdf')).toMatchObject({ photos: 2, unshown: 2 });
    expect(await exported('docx', both, 'a.docx')).toMatchObject({ photos: 2, unshown: 0 });
    const { id } = services.library.calls.exportPhotos({ of: both, format: 'typed-pdf', path: null });
    expect(await services.jobs.finished(id)).toMatchObject({ failed: 0, unshown: 2 });
  });

  it('that a search finds are exported, the others not', async () => {
    const { exported } = await libraryOf(['tree.jpg', 1], ['sort.jpg', 2]);
    const { path, photos } = await exported('text', { query: 'sort' }, 'found.txt');
    expect([photos, readFileSync(path, 'utf8')]).toEqual([1, 'sort\n']);
    await expect(exported('text', { query: 'absent' }, 'none.txt')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('are exported as pictures, with the words that a search finds highlighted', async () => {
    const { photo, exported, out } = await libraryOf(['tree.jpg', 1], ['sort.jpg', 2]);
    const [inWord, outside] = [
      [15, 15],
      [55, 40],
    ] as const;
    const colours = async (path: string) => {
      const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
      return [inWord, outside].map(([x, y]) => {
        const at = (y * info.width + x) * info.channels;
        return [...data.subarray(at, at + 3)];
      });
    };
    const plain = await exported('png', ids(photo('tree.jpg')), 'plain.png');
    const lit = await exported('png', { ...ids(photo('tree.jpg')), hitsOf: 'tree' }, 'lit.png');
    const [[before = [], shadedBefore = []], [light = [], shaded = []]] = await Promise.all([
      colours(plain.path),
      colours(lit.path),
    ]);
    expect(before).toEqual(shadedBefore);
    // Yellow has no blue.
    expect((light[2] ?? 0) / (light[0] ?? 1)).toBeLessThan((before[2] ?? 0) / (before[0] ?? 1));
    expect(shaded[1]).toBeLessThan(shadedBefore[1] ?? 0);

    const found = await exported('png', { query: 'tree' }, 'found');
    expect(readdirSync(found.path)).toEqual(['tree.png']);
    expect(await colours(join(found.path, 'tree.png'))).toEqual([light, shaded]);
    const both = ids(photo('tree.jpg'), photo('sort.jpg'));
    await expect(exported('png', both, 'both.png')).rejects.toMatchObject({ code: 'bad-arguments' });
    expect((await exported('png', both, 'both.zip')).photos).toBe(2);
    expect(readdirSync(out).sort()).toEqual(['both.zip', 'found', 'lit.png', 'plain.png']);
  });

  it('leave out a photo whose file is gone, and nothing is written when none is there', async () => {
    const { photo, exported, out } = await libraryOf(['tree.jpg', 1], ['sort.jpg', 2]);
    rmSync(photo('sort.jpg').path);
    const both = ids(photo('tree.jpg'), photo('sort.jpg'));
    expect(await exported('pdf', both, 'both.pdf')).toMatchObject({
      photos: 1,
      missing: [photo('sort.jpg').path],
    });
    for (const [format, name] of [
      ['pdf', 'none.pdf'],
      ['markdown', 'none'],
      ['markdown', 'none.zip'],
    ] as const) {
      const gone = exported(format, ids(photo('sort.jpg')), name);
      await expect(gone).rejects.toMatchObject({ code: 'file-missing' });
    }
    expect(readdirSync(out)).toEqual(['both.pdf']);
  });

  it('that a model cannot read say so as text and Markdown, and are searchable as a PDF', async () => {
    const { photo, exported } = await libraryOf(['tree.jpg', 1, 0.1]);
    const unread = ids(photo('tree.jpg'));
    const text = await exported('text', unread, 'one.txt');
    expect(readFileSync(text.path, 'utf8')).toBe('[The writing on this photo cannot be read.]\n');
    const notes = await exported('markdown', unread, 'notes');
    expect(readFileSync(join(notes.path, 'tree.md'), 'utf8')).toMatch(
      /tree\.jpg>\)\n\n\*The writing on this photo cannot be read\.\*\n$/u,
    );
    const { path } = await exported('pdf', unread, 'notes.pdf');
    const task = getDocument({ data: new Uint8Array(readFileSync(path)), verbosity: 0 });
    const page = await (await task.promise).getPage(1);
    expect((await page.getTextContent()).items).toMatchObject([{ str: 'tree' }]);
    await task.destroy();
  });

  it('do not replace a file', async () => {
    const { photo, exported } = await libraryOf(['tree.jpg', 1]);
    const { path } = await exported('text', ids(photo('tree.jpg')), 'a.txt');
    for (const format of ['pdf', 'markdown', 'text', 'png'] as const) {
      await expect(exported(format, ids(photo('tree.jpg')), 'a.txt')).rejects.toMatchObject({
        code: 'conflict',
      });
    }
    expect(readFileSync(path, 'utf8')).toBe('tree\n');
  });

  it('can be downloaded when the job is done, for two days of use', async () => {
    const { services, photo } = await libraryOf(['tree.jpg', 1]);
    const { library, jobs, downloads } = services;
    const of = ids(photo('tree.jpg'));
    const job = library.calls.exportPhotos({ of, format: 'text', path: null });
    await expect(downloads.find(job.id)).rejects.toMatchObject({ code: 'not-found' });
    expect(await jobs.finished(job.id)).toMatchObject({
      state: 'done',
      title: 'Export tree.jpg',
      hasDownload: true,
    });
    const path = await downloads.find(job.id);
    expect(path).toMatch(/tree\.txt$/u);
    if (process.platform !== 'win32') {
      vi.stubEnv('INKDEX_UMASK', '22');
      for (const format of ['pdf', 'markdown', 'png'] as const) {
        const { id } = library.calls.exportPhotos({ of, format, path: null });
        await jobs.finished(id);
        expect(statSync(await downloads.find(id)).mode & 0o777, format).toBe(0o600);
      }
      vi.unstubAllEnvs();
    }
    expect(readFileSync(path, 'utf8')).toBe('tree\n');

    const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
    useOn(services.folder, inDays(40));
    await downloads.removeOld();
    expect(existsSync(path)).toBe(true);
    utimesSync(dirname(path), inDays(-1), inDays(-1));
    await downloads.removeOld();
    await expect(downloads.find(job.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are kept in one file for each person with a token, the newest; the owner has as many as they like', async () => {
    const { services, photo } = await libraryOf(['tree.jpg', 1]);
    const { library, jobs, downloads } = services;
    const ask = { of: ids(photo('tree.jpg')), format: 'markdown', path: null } as const;
    const leo: Caller = { name: 'Leo', role: 'label' };
    const first = library.calls.exportPhotos(ask, leo);
    await jobs.finished(first.id);
    const [other, own] = [
      library.calls.exportPhotos(ask, { name: 'Rae', role: 'read' }),
      library.calls.exportPhotos(ask),
    ];
    const many = Array.from({ length: 20 }, () => library.calls.exportPhotos(ask, leo));
    const last = many.at(-1);
    for (const { id } of [other, own, ...many]) await jobs.finished(id).catch(() => undefined);
    for (const { id } of [first, ...many.slice(0, -1)])
      await expect.poll(() => downloads.find(id).catch(() => 'none')).toBe('none');
    for (const job of [other, own, last]) {
      if (job === undefined) throw new Error('Nothing was queued.');
      expect(await downloads.find(job.id)).toMatch(/tree\.zip$/u);
    }
    expect(
      many
        .slice(0, -1)
        .every(({ id }) => jobs.calls.listJobs().find((job) => job.id === id)?.state === 'cancelled'),
    ).toBe(true);
  });

  it('that could not be exported leave no part of a file', async () => {
    const { services } = await openTestServices();
    const job = jobIdSchema.parse(77);
    const failing = services.downloads.make(job, 'notes', async (path) => {
      await mkdir(path);
      throw new InkdexError('cancelled', 'It was cancelled.');
    });
    await expect(failing).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(join(services.folder, 'cache/downloads/77'))).toBe(false);
  });

  it('exported to a path cannot be downloaded', async () => {
    const { services, photo, out } = await libraryOf(['tree.jpg', 1]);
    const path = join(out, 'a.txt');
    const job = services.library.calls.exportPhotos({ of: ids(photo('tree.jpg')), format: 'text', path });
    expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', hasDownload: false });
    await expect(services.downloads.find(job.id)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
