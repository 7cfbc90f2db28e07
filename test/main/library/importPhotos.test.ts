import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { everything, importAll, names, openTestServices, writePhoto } from '../../support/services.ts';

describe('importing', () => {
  it('takes a folder in, reads it, and finds what stands on its photos', async () => {
    const { services, photos, events } = await openTestServices();
    await writePhoto(photos, 'agenda.jpg', 1);
    await writePhoto(join(photos, 'deeper', 'still'), 'budget.jpg', 2);
    const { job, files } = await importAll(services, [photos]);
    expect(job).toMatchObject({ state: 'done', total: 2, done: 2, failed: 0, duplicates: 0 });
    expect(files.map(({ status, words }) => [status, words])).toEqual([
      ['added', 1],
      ['added', 1],
    ]);
    expect(services.library.info()).toMatchObject({ photos: 2, words: 2, failures: 0 });
    const found = services.search.calls.search({ query: 'budget', offset: 0, limit: 10 });
    expect(found.results.map(({ photo }) => photo.name)).toEqual(['budget.jpg']);
    expect(new Set(events)).toEqual(new Set(['jobChanged', 'photosChanged', 'labelsChanged']));
  });

  it('counts and lists what it passes over, but for photos that are only in iCloud', async () => {
    const { services, photos } = await openTestServices();
    await writePhoto(photos, 'agenda.jpg', 1);
    await writePhoto(join(photos, '@eaDir'), 'thumb.jpg', 2);
    const kept = ['Thumbs.db', '._agenda.jpg', 'list.txt', '.IMG_1.HEIC.icloud'];
    for (const name of kept) writeFileSync(join(photos, name), '');
    const { job } = await importAll(services, [photos], false);
    expect(job).toMatchObject({ total: 2, failed: 1, passedOver: 4 });
    const listed = services.jobs.calls.listPassedOver({ job: job.id });
    expect(listed.sort()).toEqual(
      ['._agenda.jpg', '@eaDir', 'Thumbs.db', 'list.txt'].map((name) => join(photos, name)),
    );
    const again = await importAll(services, [join(photos, 'agenda.jpg')], false);
    expect(again.job).toMatchObject({ duplicates: 1, passedOver: 0 });
    expect(services.jobs.calls.listPassedOver({ job: again.job.id })).toEqual([]);
  });

  it('leaves photos waiting when nobody asked for reading', async () => {
    const { services, photos } = await openTestServices();
    await writePhoto(photos, 'agenda.jpg');
    const { files } = await importAll(services, [photos], false);
    expect(files[0]).not.toHaveProperty('words');
    expect(services.library.calls.listPhotos({ ...everything, status: 'waiting' }).total).toBe(1);
    const job = services.reading.calls.readPhotos({ photos: [] });
    expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 1 });
    expect(services.library.calls.listPhotos({ ...everything, status: 'read' }).total).toBe(1);
  });

  it('keeps names that would be markup or hold a newline as the names they are', async () => {
    const { services, photos } = await openTestServices();
    const hostile = ['<img src=x onerror=alert(1)>.jpg', 'two\nlines.jpg', '.hidden.jpg'];
    for (const [index, name] of hostile.entries()) await writePhoto(photos, name, index);
    const { job } = await importAll(services, [photos]);
    expect(job).toMatchObject({ state: 'done', failed: 0 });
    expect(names(services).sort()).toEqual(['<img src=x onerror=alert(1)>.jpg', 'two\nlines.jpg']);
  });

  it('sets bad files aside, each with its reason, and goes on', async () => {
    const { services, photos, events } = await openTestServices();
    const good = await writePhoto(photos, 'good.jpg');
    writeFileSync(join(photos, 'empty.jpg'), '');
    writeFileSync(join(photos, 'text.jpg'), 'not a picture');
    writeFileSync(
      join(photos, 'cut.jpg'),
      (await sharp(good).resize(800).jpeg().toBuffer()).subarray(0, 800),
    );
    const { job, files } = await importAll(services, [photos, join(photos, 'gone.jpg')]);
    expect(job).toMatchObject({ state: 'done', done: 5, failed: 4 });
    const codes = services.library.calls.listFailures().map(({ name, error }) => [name, error.code]);
    expect(Object.fromEntries(codes)).toEqual({
      'empty.jpg': 'file-empty',
      'text.jpg': 'image-format-unknown',
      'cut.jpg': 'image-damaged',
      'gone.jpg': 'file-missing',
    });
    expect(files.filter(({ status }) => status === 'failed')).toHaveLength(4);
    expect(names(services)).toEqual(['good.jpg']);
    expect(events).toContain('failuresChanged');
  });

  it('says so of a folder without photos', async () => {
    const { services, photos } = await openTestServices();
    mkdirSync(photos);
    writeFileSync(join(photos, 'notes.txt'), 'text');
    const { job, files } = await importAll(services, [photos]);
    expect(job).toMatchObject({ state: 'done', failed: 1 });
    expect(files[0]?.error).toMatchObject({ code: 'no-photos' });
  });

  it.each([
    ['is an empty folder', 'no-photos', ''],
    ['is an empty folder', 'no-photos', 'drives'],
    ['is gone', 'file-missing', 'drives/usb/deep/two.jpg'],
  ])('says what is out of reach while a drive %s (%s), until "%s" is imported', async (_, code, again) => {
    const { services, photos, events } = await openTestServices();
    const drive = join(photos, 'drives', 'usb');
    await writePhoto(drive, 'one.jpg', 1);
    await writePhoto(join(drive, 'deep'), 'two.jpg', 9);
    await importAll(services, [drive]);
    renameSync(drive, join(photos, 'away'));
    if (code === 'no-photos') mkdirSync(drive);
    const { files } = await importAll(services, [drive]);
    const error = {
      code,
      message: expect.stringMatching(/^The folder usb .+ 2 known photos .+ out of reach.+connect/u) as string,
    };
    expect(files).toMatchObject([{ error }]);
    expect(services.library.calls.listFailures()).toMatchObject([{ path: drive, error }]);
    const [one] = services.library.calls.listPhotos(everything).photos;
    if (one !== undefined) await services.library.calls.removePhotos({ photos: [one.id] });
    expect(services.library.calls.listFailures()[0]?.error.message).toContain('1 known photo of it is');
    // What is not there either says nothing of the folder.
    await importAll(services, [join(drive, 'other.jpg')]);
    expect(services.library.info().failures).toBe(2);
    rmSync(drive, { recursive: true, force: true });
    renameSync(join(photos, 'away'), drive);
    events.length = 0;
    await importAll(services, [join(photos, again)]);
    const left = services.library.calls.listFailures().map(({ name }) => name);
    expect(left).toEqual(again.endsWith('.jpg') ? ['other.jpg'] : []);
    await expect.poll(() => events).toContain('failuresChanged');
  });

  it('forgets what failed once it is mended or gone from its folder, and nothing of other folders', async () => {
    const { services, photos, events } = await openTestServices();
    for (const name of ['good', 'mended', 'gone', 'other/stays', 'other2/stays']) {
      mkdirSync(join(photos, name, '..'), { recursive: true });
      writeFileSync(join(photos, `${name}.jpg`), '');
    }
    const good = await writePhoto(photos, 'good.jpg');
    await importAll(services, [photos]);
    copyFileSync(good, join(photos, 'mended.jpg'));
    rmSync(join(photos, 'gone.jpg'));
    // A drive that is away: its photos are not there, and not gone.
    rmSync(join(photos, 'other', 'stays.jpg'));
    events.length = 0;
    await importAll(services, [good]);
    expect(services.library.calls.listFailures()).toHaveLength(4);
    await importAll(services, [photos]);
    const left = services.library.calls.listFailures().map(({ path }) => path);
    expect(left.sort()).toEqual(['other', 'other2'].map((folder) => join(photos, folder, 'stays.jpg')));
    await expect.poll(() => events).toContain('failuresChanged');
  });

  it('tries what was set aside again, and forgets what is dismissed', async () => {
    const { services, photos } = await openTestServices();
    mkdirSync(photos);
    writeFileSync(join(photos, 'late.jpg'), '');
    writeFileSync(join(photos, 'never.jpg'), '');
    await importAll(services, [photos]);
    await writePhoto(photos, 'late.jpg');
    const ids = services.library.calls.listFailures().map(({ id }) => id);
    const job = await services.library.calls.retryFailures({ failures: ids });
    expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 2, failed: 1 });
    expect(names(services)).toEqual(['late.jpg']);
    const left = services.library.calls.listFailures();
    expect(left.map(({ name }) => name)).toEqual(['never.jpg']);
    services.library.calls.dismissFailures({ failures: left.map(({ id }) => id) });
    expect(services.library.calls.listFailures()).toEqual([]);
  });

  it('knows a duplicate, and a photo that comes again', async () => {
    const { services, photos } = await openTestServices();
    const one = await writePhoto(photos, 'one.jpg');
    copyFileSync(one, join(photos, 'one-copy.jpg'));
    expect((await importAll(services, [photos])).job).toMatchObject({ done: 2, duplicates: 1 });
    const again = await importAll(services, [photos]);
    expect(again.job).toMatchObject({ done: 2, duplicates: 2 });
    expect(again.files.map(({ status, words }) => [status, words])).toEqual([
      ['duplicate', 1],
      ['duplicate', 1],
    ]);
    expect(services.library.info()).toMatchObject({ photos: 1, words: 1 });
  });

  it('keeps of what a browser sends only what is a photo of its own', async () => {
    const { services, photos } = await openTestServices();
    const own = await writePhoto(photos, 'one.jpg', 1);
    await importAll(services, [own]);
    const inbox = await services.library.createInbox();
    const sent = await writePhoto(inbox, 'sent.jpg', 2);
    const known = await writePhoto(inbox, 'known.jpg', 1);
    const bad = join(inbox, 'bad.jpg');
    writeFileSync(bad, 'no picture');
    expect((await importAll(services, [inbox])).job).toMatchObject({ done: 3, duplicates: 1, failed: 1 });
    expect([own, sent, known, bad].map((path) => existsSync(path))).toEqual([true, true, false, true]);
    expect((await importAll(services, [own, sent])).job).toMatchObject({ duplicates: 2 });
    expect([own, sent].map((path) => existsSync(path))).toEqual([true, true]);
  });

  it('finds a moved photo again, with its words', async () => {
    const { services, photos } = await openTestServices();
    const old = await writePhoto(photos, 'agenda.jpg');
    await importAll(services, [photos]);
    mkdirSync(join(photos, 'sorted'));
    renameSync(old, join(photos, 'sorted', 'renamed.jpg'));
    await importAll(services, [photos]);
    const [photo] = services.library.calls.listPhotos(everything).photos;
    expect(photo).toMatchObject({
      path: join(photos, 'sorted', 'renamed.jpg'),
      status: 'read',
      wordCount: 1,
    });
    expect(names(services)).toHaveLength(1);
  });

  it('takes another picture under an old name as another photo', async () => {
    const { services, photos } = await openTestServices();
    await writePhoto(photos, 'board.jpg', 1);
    await importAll(services, [photos]);
    await writePhoto(photos, 'board.jpg', 9);
    await importAll(services, [photos]);
    const statuses = services.library.calls.listPhotos(everything).photos.map(({ status }) => status);
    expect(statuses.sort()).toEqual(['missing', 'read']);
  });

  it('offers the shipped samples, copied so that they outlive an update', async () => {
    const { services, library } = await openTestServices();
    expect(services.library.info().samples).toBe(6);
    const job = await services.library.importSamples();
    expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 6, failed: 0 });
    for (const { path } of services.library.calls.listPhotos(everything).photos)
      expect(path.startsWith(library)).toBe(true);
  });
});
