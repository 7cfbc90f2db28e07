import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { quadOfBox } from '../../../shared/geometry.ts';
import type { Photo } from '../../../shared/contract/photo.ts';
import type { Rotation } from '../../../shared/rotation.ts';
import type { Services } from '../../../main/services.ts';
import { action, edit, newWord } from '../../support/labels.ts';
import { pageOf } from '../../support/library.ts';
import { everything, importAll, openTestServices, writePhoto, firstPhoto } from '../../support/services.ts';

interface Asked {
  readonly turn: Rotation;
  readonly findRotation: boolean;
}

/** A photo on its side: its reader finds that it must be turned by 90 degrees, where it may. */
async function onItsSide(read = true): Promise<{ services: Services; asked: Asked[]; photo: () => Photo }> {
  const asked: Asked[] = [];
  const { services, photos } = await openTestServices(() => ({
    read({ turn, findRotation }) {
      asked.push({ turn, findRotation });
      return Promise.resolve({ ...pageOf('upright'), turn: findRotation ? 90 : turn });
    },
  }));
  await writePhoto(photos, 'a.jpg');
  await importAll(services, [photos], read);
  const photo = () => firstPhoto(services);
  return { services, asked, photo };
}

async function turned({ library, jobs }: Services, { id }: Photo, by: Rotation): Promise<void> {
  const job = await library.calls.rotatePhotos({ photos: [id], by });
  if (job !== null) expect(await jobs.finished(job.id)).toMatchObject({ state: 'done', failed: 0 });
}

describe('a photo that stands on its side', () => {
  it('is turned by its reading, and shown so', async () => {
    const { services, photo, asked } = await onItsSide();
    expect(photo()).toMatchObject({ turn: 90, width: 48, height: 64, status: 'read' });
    for (const kind of ['thumbnail', 'display'] as const) {
      const { path, etag } = await services.library.picture(kind, photo().id);
      expect(await sharp(path).metadata()).toMatchObject({ width: 48, height: 64 });
      expect(etag).toContain(photo().sha256);
      expect(existsSync(path)).toBe(true);
    }
    expect(asked).toEqual([{ turn: 0, findRotation: true }]);
  });

  it('stays as a person turns it: it is read again, and no reading turns it otherwise', async () => {
    const { services, photo, asked } = await onItsSide();
    await turned(services, photo(), 180);
    expect(photo()).toMatchObject({ turn: 270, width: 48, height: 64, status: 'read' });
    const job = services.reading.calls.readPhotos({ photos: [photo().id] });
    await services.jobs.finished(job.id);
    expect(asked.slice(1)).toEqual([
      { turn: 270, findRotation: false },
      { turn: 270, findRotation: false },
    ]);
    expect(photo().turn).toBe(270);
  });

  it('that waits to be read goes on waiting when it is turned', async () => {
    const { services, photo, asked } = await onItsSide(false);
    expect(await services.library.calls.rotatePhotos({ photos: [photo().id], by: 90 })).toBeNull();
    expect(photo()).toMatchObject({ turn: 90, status: 'waiting' });
    expect(asked).toEqual([]);
  });
});

it('a file that must be turned to be read has its words where they stand in the file', async () => {
  const { services, photos } = await openTestServices(() => ({
    read: ({ findRotation }) => Promise.resolve({ ...pageOf('a'), turn: findRotation ? 90 : 0 }),
  }));
  const read = await services.reading.readFile(await writePhoto(photos, 'a.jpg'), { alternatives: 1 });
  const [word] = read.words;
  // Turned it is 1000 by 800, and the word in its upper left corner.
  expect(read).toMatchObject({ turn: 90, width: 800, height: 1000 });
  expect(word?.box).toEqual([0, 910, 40, 90]);
  expect(word?.quad).toEqual([[0, 1000], [0, 910], [40, 910], [40, 1000]]); // prettier-ignore
});

it('a reading of a photo that is turned meanwhile is dropped for the one after it', async () => {
  const gate = Promise.withResolvers<undefined>();
  const started = Promise.withResolvers<undefined>();
  let readings = 0;
  const { services, photos } = await openTestServices(() => ({
    async read({ turn }) {
      readings += 1;
      if (readings > 1) return { ...pageOf('as it stands'), turn };
      started.resolve(undefined);
      await gate.promise;
      return { ...pageOf('sideways junk'), turn };
    },
  }));
  await writePhoto(photos, 'a.jpg');
  const imported = services.library.importPaths({ paths: [photos], read: true });
  await started.promise;
  const photo = firstPhoto(services);
  const job = await services.library.calls.rotatePhotos({ photos: [photo.id], by: 90 });
  gate.resolve(undefined);
  await services.jobs.finished((await imported).id);
  if (job === null) throw new Error('It is not read again.');
  await services.jobs.finished(job.id);
  const { words, photo: now } = services.library.calls.getPhoto({ photo: photo.id });
  expect(words.map(({ text }) => text)).toEqual(['as', 'it', 'stands']);
  expect(now).toMatchObject({ turn: 90, status: 'read' });
});

it('a photo that a person begins to edit while its reading would turn it is read as it stands', async () => {
  const gate = Promise.withResolvers<undefined>();
  const started = Promise.withResolvers<undefined>();
  const { services, photos } = await openTestServices(() => ({
    async read({ findRotation }) {
      if (!findRotation) return { ...pageOf('as it stands'), turn: 0 };
      started.resolve(undefined);
      await gate.promise;
      return { ...pageOf('upright'), turn: 90 };
    },
  }));
  await writePhoto(photos, 'a.jpg');
  const imported = await services.library.importPaths({ paths: [photos], read: true });
  await started.promise;
  const photo = firstPhoto(services);
  const typed = newWord(services.labels, { text: 'typed', quad: quadOfBox([0, 42, 20, 6]), confirmed: true });
  edit(services.labels, photo.id, action('draw', { put: [typed] }));
  gate.resolve(undefined);
  await services.jobs.finished(imported.id);
  const { words, photo: now } = services.library.calls.getPhoto({ photo: photo.id });
  expect(words.map(({ text }) => text).sort()).toEqual(['as', 'it', 'stands', 'typed']);
  expect(now).toMatchObject({ turn: 0, status: 'read' });
});

it('many photos are turned a few at a time, windows answered in between, and then read again together', async () => {
  const { services, photos, events } = await openTestServices();
  for (let shade = 0; shade < 12; shade += 1) await writePhoto(photos, `${shade}.jpg`, shade);
  await importAll(services, [photos]);
  const ids = services.library.calls.listPhotos(everything).photos.map(({ id }) => id);
  events.length = 0;
  const turning = services.library.calls.rotatePhotos({ photos: ids, by: 180 });
  await setImmediate();
  // What a killed process leaves of it can still be read.
  expect(services.jobs.calls.listJobs()[0]).toMatchObject({
    title: 'Read 12 rotated photos',
    state: 'paused',
  });
  const before = events.filter((name) => name === 'labelsChanged').length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(12);
  const job = await turning;
  expect(job).toMatchObject({ title: 'Read 12 rotated photos' });
  if (job !== null) expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 12 });
  const { photos: turned } = services.library.calls.listPhotos(everything);
  expect(turned.map(({ turn, status }) => [turn, status])).toEqual(Array(12).fill([180, 'read']));
});
