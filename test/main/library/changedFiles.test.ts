import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Photo } from '../../../shared/contract/photo.ts';
import { listSamples } from '../../../main/installation.ts';
import type { Services } from '../../../main/services.ts';
import { pageOf } from '../../support/library.ts';
import { everything, importAll, openTestServices, writePhoto } from '../../support/services.ts';

/** A reader that reads of each photo what its file holds now. */
const readingHashes = () => ({
  read: ({ path }: { readonly path: string }) => Promise.resolve(pageOf(hashOf(path))),
});

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 8);
}

function photosOf(services: Services): Photo[] {
  return services.library.calls.listPhotos(everything).photos;
}

function statusesByName(services: Services): Record<string, string> {
  return Object.fromEntries(photosOf(services).map(({ name, status }) => [name, status]));
}

describe('photos whose files change places', () => {
  it('are known by what they hold where two have changed names', async () => {
    const { services, photos } = await openTestServices(readingHashes);
    const one = await writePhoto(photos, 'one.jpg', 1);
    const two = await writePhoto(photos, 'two.jpg', 2);
    await importAll(services, [photos]);
    renameSync(one, join(photos, 'between'));
    renameSync(two, one);
    renameSync(join(photos, 'between'), two);
    await importAll(services, [photos]);
    const found = photosOf(services);
    expect(found.map(({ status }) => status)).toEqual(['read', 'read']);
    for (const { path, sha256 } of found) expect(sha256).toMatch(new RegExp(`^${hashOf(path)}`, 'u'));
    const job = services.reading.calls.readPhotos({ photos: found.map(({ id }) => id) });
    await services.jobs.finished(job.id);
    for (const { id, sha256 } of found) {
      const [word] = services.library.calls.getPhoto({ photo: id }).words;
      expect(sha256.startsWith(word?.text ?? '-')).toBe(true);
    }
  });

  it('are both there when one is renamed and another comes under its name', async () => {
    const { services, photos } = await openTestServices(readingHashes);
    const old = await writePhoto(photos, 'b.jpg', 1);
    await importAll(services, [photos]);
    renameSync(old, join(photos, 'a.jpg'));
    await writePhoto(photos, 'b.jpg', 9);
    await importAll(services, [photos]);
    expect(statusesByName(services)).toEqual({ 'a.jpg': 'read', 'b.jpg': 'read' });
  });

  it.each([
    ['moved', renameSync],
    ['copied', copyFileSync],
  ])('are missing where another known one is %s over them', async (_, put) => {
    const { services, photos } = await openTestServices(readingHashes);
    const one = await writePhoto(photos, 'one.jpg', 1);
    const two = await writePhoto(photos, 'two.jpg', 9);
    await importAll(services, [photos]);
    put(one, two);
    await importAll(services, [photos]);
    const [missing, ...others] = photosOf(services).sort((a, b) => a.status.localeCompare(b.status));
    expect(missing?.status).toBe('missing');
    expect(missing?.error?.message).toMatch(
      /replaced by another picture.*Import the old file again.* or remove this photo/isu,
    );
    expect(others.map(({ status }) => status)).toEqual(['read']);
    for (const { path, sha256 } of others) expect(sha256.startsWith(hashOf(path))).toBe(true);
  });

  it('are as they were, read or not, once they are back', async () => {
    const { services, photos } = await openTestServices(readingHashes);
    const path = await writePhoto(photos, 'one.jpg', 1);
    const own = readFileSync(path);
    await importAll(services, [photos]);
    await writePhoto(photos, 'one.jpg', 9);
    await importAll(services, [photos]);
    writeFileSync(join(photos, 'back.jpg'), own);
    const { job } = await importAll(services, [join(photos, 'back.jpg')], false);
    expect(job).toMatchObject({ state: 'done', duplicates: 1 });
    expect(statusesByName(services)).toEqual({ 'one.jpg': 'read', 'back.jpg': 'read' });
  });
});

describe('a file that has changed since', () => {
  it('is not shown as the photo that it was, and shown again once it is back', async () => {
    const { services, photos } = await openTestServices();
    const path = await writePhoto(photos, 'one.jpg', 1);
    const own = readFileSync(path);
    await importAll(services, [photos], false);
    const [photo] = photosOf(services);
    if (photo === undefined) throw new Error('no photo');
    await writePhoto(photos, 'one.jpg', 9);
    const other = {
      code: 'file-missing',
      message: expect.stringMatching(
        /Another picture stands .*put the old one back.* or import what stands there now/isu,
      ) as string,
    };
    await expect(services.library.picture('display', photo.id)).rejects.toMatchObject(other);
    writeFileSync(path, own);
    expect((await services.library.picture('display', photo.id)).etag).toContain(photo.sha256);
  });
});

describe('a file that becomes one that is known under another path', () => {
  const rated = (path: string): Buffer => {
    // A comment after the start of the JPEG: other bytes, the same picture.
    const bytes = readFileSync(path);
    const comment = Buffer.from([0xff, 0xfe, 0, 6, 1, 2, 3, 4]);
    return Buffer.concat([bytes.subarray(0, 2), comment, bytes.subarray(2)]);
  };

  async function twoPaths() {
    const { services, photos } = await openTestServices(readingHashes);
    const here = await writePhoto(photos, 'p.jpg', 3);
    const there = join(photos, 'q.jpg');
    writeFileSync(there, rated(here));
    await importAll(services, [photos]);
    const known = photosOf(services);
    expect(known).toHaveLength(2);
    const photoAt = (path: string): Photo => known.find((each) => each.path === path) ?? never();
    return { services, photos, here, there, photoAt };
  }

  function confirmAll(services: Services, { id }: Photo): void {
    const [word] = services.library.calls.getPhoto({ photo: id }).words;
    if (word !== undefined) services.labels.calls.confirmWords({ words: [word.id], text: word.text });
  }

  it('is one photo with the tags of both', async () => {
    const { services, photos, here, there, photoAt } = await twoPaths();
    services.library.calls.saveCollection({
      id: null,
      kind: 'tag',
      name: 'mine',
      photos: [photoAt(here).id],
    });
    copyFileSync(there, here);
    await importAll(services, [photos]);
    const [photo, ...others] = photosOf(services);
    expect([photo?.status, others]).toEqual(['read', []]);
    expect(photo?.collections).toMatchObject([{ name: 'mine' }]);
  });

  it.each(['p.jpg', 'q.jpg'])('is the photo on which a person has worked: %s', async (name) => {
    const { services, photos, here, there, photoAt } = await twoPaths();
    const worked = photoAt(name === 'p.jpg' ? here : there);
    confirmAll(services, worked);
    copyFileSync(there, here);
    await importAll(services, [photos]);
    expect(photosOf(services)).toMatchObject([{ id: worked.id, status: 'read' }]);
    expect(services.library.calls.getPhoto({ photo: worked.id }).words).toMatchObject([{ source: 'human' }]);
  });

  it('stays two photos where a person has worked on both', async () => {
    const { services, photos, here, there, photoAt } = await twoPaths();
    for (const path of [here, there]) confirmAll(services, photoAt(path));
    copyFileSync(there, here);
    await importAll(services, [photos]);
    expect(statusesByName(services)).toEqual({ 'p.jpg': 'read', 'q.jpg': 'read' });
    // The file of the one shows both.
    const { id, sha256 } = photoAt(here);
    expect((await services.library.picture('display', id)).etag).toContain(sha256);
  });

  it('keeps a language and a state that a person gave either, and the rotation of the one that has no words of theirs', async () => {
    const { services, photos, here, there, photoAt } = await twoPaths();
    const [mine, other] = [photoAt(here).id, photoAt(there).id];
    const job = services.library.calls.chooseLanguage({ photo: mine, language: 'german' });
    if (job !== null) await services.jobs.finished(job.id);
    services.labels.calls.setProgress({ photo: mine, progress: 'done' });
    confirmAll(services, photoAt(there));
    copyFileSync(there, here);
    await importAll(services, [photos]);
    expect(photosOf(services)).toMatchObject([{ id: other, language: 'german', progress: 'done' }]);

    const second = await twoPaths();
    const turned = second.photoAt(second.here);
    const turning = await second.services.library.calls.rotatePhotos({ photos: [turned.id], by: 90 });
    if (turning !== null) await second.services.jobs.finished(turning.id);
    copyFileSync(second.there, second.here);
    await importAll(second.services, [second.photos]);
    expect(photosOf(second.services)).toMatchObject([{ id: turned.id, turn: 90, status: 'read' }]);
  });

  it('is one photo with the tags of all where three are copied over each other, one after the other', async () => {
    const { services, photos, here, there } = await twoPaths();
    const third = join(photos, 'r.jpg');
    writeFileSync(third, rated(there));
    await importAll(services, [photos]);
    for (const { id, name } of photosOf(services)) {
      services.library.calls.saveCollection({ id: null, kind: 'tag', name, photos: [id] });
    }
    for (const path of [here, there]) {
      copyFileSync(third, path);
      await importAll(services, [photos]);
    }
    const [photo, ...others] = photosOf(services);
    expect([photo?.status, others]).toEqual(['read', []]);
    expect(photo?.collections.map(({ name }) => name).sort()).toEqual(['p.jpg', 'q.jpg', 'r.jpg']);
  });

  it('stays two photos with their own files where both were worked on and change places', async () => {
    const { services, photos, here, there, photoAt } = await twoPaths();
    for (const path of [here, there]) confirmAll(services, photoAt(path));
    const before = new Map([here, there].map((path) => [photoAt(path).id, photoAt(path).sha256]));
    renameSync(here, join(photos, 'between'));
    renameSync(there, here);
    renameSync(join(photos, 'between'), there);
    await importAll(services, [photos]);
    const now = photosOf(services);
    expect(now.map(({ status }) => status)).toEqual(['read', 'read']);
    for (const { id, path, sha256 } of now) {
      expect(sha256).toBe(before.get(id));
      expect(sha256.startsWith(hashOf(path))).toBe(true);
    }
  });

  it('is found again where an earlier version left it as missing', async () => {
    const { services, photos, here, there, photoAt } = await twoPaths();
    const left = photoAt(here).id;
    confirmAll(services, photoAt(here));
    await comeBetween(services, here);
    expect(statusesByName(services)['p.jpg']).toBe('missing');
    copyFileSync(there, here);
    await importAll(services, [photos]);
    expect(photosOf(services)).toMatchObject([{ id: left, status: 'read', name: 'p.jpg' }]);
  });

  it.each(['at once', 'after another picture'])(
    'is one photo where it was still being written: %s',
    async (when) => {
      const { services, photos } = await openTestServices(readingHashes);
      mkdirSync(photos, { recursive: true });
      const [whole, stump] = [join(photos, 'copy.jpg'), join(photos, 'b.jpg')];
      await sharp(listSamples()[0]).resize(320).jpeg().toFile(whole);
      const bytes = readFileSync(whole);
      writeFileSync(stump, bytes.subarray(0, Math.round(bytes.length * 0.75)));
      await importAll(services, [photos]);
      expect(photosOf(services)).toHaveLength(2);
      if (when !== 'at once') await comeBetween(services, stump);
      copyFileSync(whole, stump);
      await importAll(services, [photos]);
      expect(photosOf(services)).toMatchObject([{ name: 'copy.jpg', status: 'read' }]);
    },
  );
});

/** Another picture is at a path for a while, and is removed: the photo that was there is missing. */
async function comeBetween(services: Services, path: string): Promise<void> {
  const before = new Set(photosOf(services).map(({ id }) => id));
  await writePhoto(dirname(path), basename(path), 9);
  await importAll(services, [path]);
  const added = photosOf(services).filter(({ id }) => !before.has(id));
  await services.library.calls.removePhotos({ photos: added.map(({ id }) => id) });
}

function never(): never {
  throw new RangeError('There is no such photo.');
}
