import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openServices } from '../../main/services.ts';
import { insertJob } from '../../main/store/jobs/jobs.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { findPhotoHashes } from '../../main/store/photos/photoHashes.ts';
import { removedDays } from '../../shared/contract/photo.ts';
import { pageOf, temporaryFolder, useDaily } from '../support/library.ts';
import {
  everything,
  importAll,
  openTestServices,
  writePhoto,
  type Opened,
  firstPhoto,
} from '../support/services.ts';

/** A library whose reader starts (`started` resolves) and never finishes. */
async function openWithReadingWithoutEnd(folder: string): Promise<Opened & { started: Promise<undefined> }> {
  const started = Promise.withResolvers<undefined>();
  const calls = () => ({
    read: () => {
      started.resolve(undefined);
      return new Promise<never>(() => undefined);
    },
  });
  return { ...(await openTestServices(calls, folder)), started: started.promise };
}

describe('jobs', () => {
  it('stop when paused, continue when resumed, and end when cancelled', async () => {
    const gate = Promise.withResolvers<undefined>();
    const { services, photos } = await openTestServices(() => ({
      read: async () => {
        await gate.promise;
        return pageOf('fine');
      },
    }));
    await writePhoto(photos, 'a.jpg', 1);
    await importAll(services, [photos], false);
    const { id } = services.reading.calls.readPhotos({ photos: [] });
    expect((await services.jobs.calls.pauseJob({ job: id })).state).toBe('paused');
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'paused', done: 0 });
    services.jobs.calls.resumeJob({ job: id });
    gate.resolve(undefined);
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', done: 1 });
    const again = services.reading.calls.readPhotos({ photos: [] });
    expect((await services.jobs.calls.cancelJob({ job: again.id })).state).toBe('cancelled');
    expect(services.jobs.calls.listJobs().map(({ state }) => state)).toEqual(['cancelled', 'done', 'done']);
  });

  it('continue where they stopped after the library is closed and opened again', async () => {
    const folder = temporaryFolder();
    const { started, ...first } = await openWithReadingWithoutEnd(folder);
    await writePhoto(first.photos, 'a.jpg', 1);
    await writePhoto(first.photos, 'b.jpg', 2);
    await first.services.library.importPaths({ paths: [first.photos], read: true });
    await started;
    await first.services.close();

    const second = await openTestServices(() => ({}), folder);
    const unfinished = second.services.jobs.calls.listJobs().find(({ kind }) => kind === 'read');
    if (unfinished === undefined) throw new Error('The reading is not there any more.');
    expect(await second.services.jobs.finished(unfinished.id)).toMatchObject({ state: 'done', done: 2 });
    expect(second.services.library.info()).toMatchObject({ photos: 2, words: 2 });
  });

  it('are rejected in a second process, which can still list and search', async () => {
    const folder = temporaryFolder();
    const first = await openTestServices(() => ({}), folder);
    await writePhoto(first.photos, 'agenda.jpg');
    await importAll(first.services, [first.photos]);
    const second = await openTestServices(() => ({}), folder);
    expect(second.services.search.calls.search({ query: 'agenda', offset: 0, limit: 5 }).total).toBe(1);
    const busy = expect.objectContaining({ code: 'library-busy' }) as Error;
    await expect(second.services.library.importPaths({ paths: [folder], read: true })).rejects.toThrow(busy);
    expect(() => second.services.reading.calls.readPhotos({ photos: [] })).toThrow(busy);
    await first.services.close();
    expect((await importAll(second.services, [first.photos])).job).toMatchObject({ duplicates: 1 });
  });
});

describe('a library that is opened only for reading', () => {
  it('does not continue unfinished jobs', async () => {
    const folder = temporaryFolder();
    const library = join(folder, 'library');
    const announce = (): void => undefined;
    mkdirSync(library);
    const db = openLibrary(library);
    const at = '2026-01-01T00:00:00.000Z';
    const left = { kind: 'read', title: 'Read unread photos', request: { photos: null } } as const;
    const job = insertJob(db, { ...left, follows: null, createdAt: at });
    db.close();

    const looking = await openServices({ library, announce });
    expect(looking.search.calls.search({ query: 'agenda', offset: 0, limit: 5 }).total).toBe(0);
    const entryPoint = await openTestServices(() => ({}), folder);
    expect(await entryPoint.services.jobs.finished(job)).toMatchObject({ state: 'done' });
    await looking.close();
  });

  it('continues the jobs of another process after that process has ended', async () => {
    const folder = temporaryFolder();
    const { started, ...first } = await openWithReadingWithoutEnd(folder);
    const path = await writePhoto(first.photos, 'agenda.jpg');
    await first.services.library.importPaths({ paths: [path], read: true });
    await started;
    const entryPoint = await openTestServices(() => ({}), folder);
    await first.services.close();
    const read = entryPoint.services.jobs.calls.listJobs().find(({ kind }) => kind === 'read');
    if (read === undefined) throw new Error('The reading is not there any more.');
    expect(read.state).toBe('running');
    // Any next action in this process.
    entryPoint.services.library.calls.dismissFailures({ failures: [] });
    expect(await entryPoint.services.jobs.finished(read.id)).toMatchObject({ state: 'done', done: 1 });
  });
});

describe('photos of a library', () => {
  it('are removed with their words and pictures; the files stay', async () => {
    const { services, photos } = await openTestServices();
    const path = await writePhoto(photos, 'agenda.jpg');
    await importAll(services, [photos]);
    const photo = firstPhoto(services);
    const { path: thumbnail } = await services.library.picture('thumbnail', photo.id);
    expect(await services.library.calls.removePhotos({ photos: [photo.id] })).toBe(1);
    expect([existsSync(path), existsSync(thumbnail)]).toEqual([true, false]);
    expect(services.search.calls.search({ query: 'agenda', offset: 0, limit: 5 }).total).toBe(0);
    expect(() => services.library.calls.getPhoto({ photo: photo.id })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  it('get a perceptual hash when they are imported, and when an old one is shown', async () => {
    const { services, photos, library } = await openTestServices();
    await writePhoto(photos, 'agenda.jpg');
    await importAll(services, [photos]);
    const db = openLibrary(library);
    onTestFinished(() => {
      db.close();
    });
    const photo = firstPhoto(services);
    const [imported] = findPhotoHashes(db, [photo.id]);
    expect(imported?.hash).toHaveLength(16);
    db.exec('UPDATE photo SET look = NULL');
    await services.library.picture('thumbnail', photo.id);
    await expect.poll(() => findPhotoHashes(db, [photo.id])[0]?.hash).toEqual(imported?.hash);
  });

  it('get a new picture if a power cut left an empty file', async () => {
    const { services, photos } = await openTestServices();
    await writePhoto(photos, 'agenda.jpg');
    await importAll(services, [photos]);
    const photo = firstPhoto(services);
    const { path } = await services.library.picture('thumbnail', photo.id);
    const whole = readFileSync(path);
    truncateSync(path);
    await services.library.picture('thumbnail', photo.id);
    expect(readFileSync(path)).toEqual(whole);
  });

  it('are restored in any number, and are found and shown as before', async () => {
    const { services, photos } = await openTestServices();
    for (let shade = 0; shade < 9; shade += 1) await writePhoto(photos, `agenda ${shade}.jpg`, shade);
    await importAll(services, [photos]);
    const before = services.library.calls.listPhotos(everything).photos;
    const ids = before.map(({ id }) => id);
    expect(await services.library.calls.removePhotos({ photos: ids })).toBe(9);
    expect(services.library.info()).toMatchObject({ photos: 0, words: 0, removed: 9 });
    expect(services.library.calls.listRemoved({ offset: 0, limit: 5 })).toMatchObject({ total: 9 });
    expect(await services.library.calls.restorePhotos({ photos: ids.slice(0, 1) })).toEqual({
      back: 1,
      left: 0,
    });
    expect(await services.library.calls.restorePhotos({ photos: null })).toEqual({ back: 8, left: 0 });
    expect(services.library.calls.listPhotos(everything).photos).toEqual(before);
    expect(services.library.info()).toMatchObject({ photos: 9, words: 18, removed: 0 });
    expect(services.search.calls.search({ query: 'agenda', offset: 0, limit: 20 }).total).toBe(9);
    const [photo] = ids;
    if (photo === undefined) throw new Error('The photo is not there.');
    expect(existsSync((await services.library.picture('thumbnail', photo)).path)).toBe(true);
  });

  it('that were removed long ago are deleted when the host opens the library', async () => {
    const folder = temporaryFolder();
    const first = await openTestServices(() => ({}), folder);
    await writePhoto(first.photos, 'old.jpg', 1);
    await writePhoto(first.photos, 'new.jpg', 2);
    await importAll(first.services, [first.photos]);
    const ids = first.services.library.calls.listPhotos(everything).photos.map(({ id }) => id);
    await first.services.library.calls.removePhotos({ photos: ids });
    await first.services.close();
    const db = openLibrary(first.library);
    const long = new Date(Date.now() - (removedDays + 1) * 86_400_000).toISOString();
    db.prepare("UPDATE removed_photo SET removed_at = ? WHERE path LIKE '%old.jpg'").run(long);
    useDaily(db);
    db.close();

    const { services } = await openTestServices(() => ({}), folder);
    expect(
      services.library.calls.listRemoved({ offset: 0, limit: 5 }).photos.map(({ name }) => name),
    ).toEqual(['new.jpg']);
  });

  it('have pictures of three kinds, each created once', async () => {
    const { services, photos } = await openTestServices();
    await writePhoto(photos, 'agenda.jpg');
    await importAll(services, [photos]);
    const photo = firstPhoto(services);
    const [word] = services.library.calls.getPhoto({ photo: photo.id }).words;
    if (word === undefined) throw new Error('The photo has no word.');
    const display = await services.library.picture('display', photo.id);
    const crop = await services.library.picture('word', word.id);
    expect((await sharp(display.path).metadata()).width).toBe(64);
    expect((await sharp(crop.path).metadata()).format).toBe('jpeg');
    expect(display.etag).not.toBe(crop.etag);
    const { mtimeMs } = statSync(display.path);
    expect(await services.library.picture('display', photo.id)).toEqual(display);
    expect(statSync(display.path).mtimeMs).toBe(mtimeMs);
    await expect(services.library.picture('display', 999)).rejects.toThrow(
      expect.objectContaining({ code: 'not-found' }) as Error,
    );
  });

  it('have a new inbox folder for each batch of uploads', async () => {
    const { services, library } = await openTestServices();
    const folders = [await services.library.createInbox(), await services.library.createInbox()];
    expect(new Set(folders).size).toBe(2);
    expect(readdirSync(join(library, 'inbox')).sort()).toEqual(
      folders.map((folder) => basename(folder)).sort(),
    );
  });
});
