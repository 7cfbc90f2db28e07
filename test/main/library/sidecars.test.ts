import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SidecarParts } from '../../../main/library/sidecars.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { pageOf, temporaryFolder, temporaryLibrary } from '../../support/library.ts';
import { addFile, sidecarsOf } from '../../support/sidecars.ts';

/** All photos have a sidecar. */
const all = { inLibrary: 0, missing: 0 };
const noStop = new AbortController().signal;

function readAgain(db: WritableDatabase, photo: PhotoId, text: string): void {
  storeReading(db, photo, pageOf(text), '2026-02-01T00:00:00.000Z');
}

it('keeps a sidecar beside each photo, and writes one again when its words change', async () => {
  const { db, folder } = temporaryLibrary();
  const photos = temporaryFolder();
  const first = addFile(db, join(photos, 'a.png'), 'tree');
  addFile(db, join(photos, 'b.png'), 'sort & <search>');
  const before = readFileSync(join(photos, 'a.png'));
  const sidecars = sidecarsOf({ db, folder });
  expect(await sidecars.writeNow(noStop)).toBe(null);
  await sidecars.calls.setSidecars({ all: true, path: null });
  expect(await sidecars.writeNow(noStop)).toEqual({ count: 2, without: all, problem: null });
  expect(readFileSync(join(photos, 'b.png.xmp'), 'utf8')).toContain('sort &amp; &lt;search&gt;');

  writeFileSync(join(photos, 'b.png.xmp'), '');
  readAgain(db, first, 'trees');
  expect(await sidecars.writeNow(noStop)).toEqual({ count: 2, without: all, problem: null });
  const changed = readFileSync(join(photos, 'a.png.xmp'), 'utf8');
  expect([changed.match(/>trees</gu)?.length, changed.includes('>tree<')]).toEqual([4, false]);
  // What this process knows to be up to date is not read again.
  expect(readFileSync(join(photos, 'b.png.xmp'), 'utf8')).toBe('');
  expect(readFileSync(join(photos, 'a.png'))).toEqual(before);
});

it('keeps sidecars of one folder only, and none of photos inside the library', async () => {
  const { db, folder } = temporaryLibrary();
  const photos = temporaryFolder();
  mkdirSync(join(photos, 'notes'));
  const paths = [join(photos, 'a.png'), join(photos, 'notes/b.png'), join(folder, 'c.png')];
  for (const path of paths) addFile(db, path, 'tree');
  const sidecars = sidecarsOf({ db, folder });
  await sidecars.calls.setSidecars({ all: false, path: join(photos, 'notes') });
  expect(await sidecars.writeNow(noStop)).toEqual({ count: 1, without: all, problem: null });
  expect(paths.map((path) => existsSync(`${path}.xmp`))).toEqual([false, true, false]);
  await sidecars.calls.setSidecars({ all: true, path: null });
  expect(await sidecars.writeNow(noStop)).toEqual({
    count: 2,
    without: { inLibrary: 1, missing: 0 },
    problem: null,
  });
  expect(paths.map((path) => existsSync(`${path}.xmp`))).toEqual([true, true, false]);
  await expect(sidecars.calls.setSidecars({ all: false, path: paths[0] ?? '' })).rejects.toMatchObject({
    code: 'bad-arguments',
  });
  await expect(sidecars.calls.setSidecars({ all: false, path: join(photos, 'gone') })).rejects.toMatchObject({
    code: 'file-missing',
  });
});

it('makes no folder again that is gone with its photos', async () => {
  const { db, folder } = temporaryLibrary();
  const photos = join(temporaryFolder(), 'drive');
  mkdirSync(photos);
  addFile(db, join(photos, 'a.png'), 'tree');
  rmSync(photos, { recursive: true });
  const sidecars = sidecarsOf({ db, folder });
  await sidecars.calls.setSidecars({ all: true, path: null });
  expect(await sidecars.writeNow(noStop)).toEqual({
    count: 0,
    without: { inLibrary: 0, missing: 1 },
    problem: null,
  });
  expect(existsSync(photos)).toBe(false);
});

it('leaves a file that is no sidecar as it is, says so, and writes the others', async () => {
  const { db, folder } = temporaryLibrary();
  const photos = temporaryFolder();
  for (const name of ['a.png', 'b.png', 'c.png']) addFile(db, join(photos, name), 'tree');
  const bomb = '<!DOCTYPE x [<!ENTITY a "b">]><x:xmpmeta xmlns:x="adobe:ns:meta/"/>';
  writeFileSync(join(photos, 'a.png.xmp'), 'My own text.');
  writeFileSync(join(photos, 'b.png.xmp'), bomb);
  const sidecars = sidecarsOf({ db, folder });
  await sidecars.calls.setSidecars({ all: true, path: null });
  const written = await sidecars.writeNow(noStop);
  expect(written?.count).toBe(1);
  expect(written?.problem).toMatch(
    /a\.png\.xmp: This file is not XMP: .* It is left as it is\. 1 more sidecar has problems\.$/u,
  );
  expect(readFileSync(join(photos, 'a.png.xmp'), 'utf8')).toBe('My own text.');
  expect(readFileSync(join(photos, 'b.png.xmp'), 'utf8')).toBe(bomb);
});

it('takes the words of a removed photo out again, and deletes a sidecar that had nothing else', async () => {
  const { db, folder } = temporaryLibrary();
  const photos = temporaryFolder();
  const ids = ['a.png', 'b.png'].map((name) => addFile(db, join(photos, name), 'tree'));
  const rated =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>';
  writeFileSync(join(photos, 'b.png.xmp'), rated);
  const sidecars = sidecarsOf({ db, folder });
  await sidecars.calls.setSidecars({ all: true, path: null });
  await sidecars.writeNow(noStop);
  expect(readFileSync(join(photos, 'b.png.xmp'), 'utf8')).toMatch(/xmp:Rating="4".*>tree</su);
  removePhotos(db, ids, '2026-03-01T00:00:00.000Z');
  expect(await sidecars.writeNow(noStop)).toEqual({ count: 0, without: all, problem: null });
  expect(existsSync(join(photos, 'a.png.xmp'))).toBe(false);
  const left = readFileSync(join(photos, 'b.png.xmp'), 'utf8');
  expect([left.includes('xmp:Rating="4"'), left.includes('tree'), left.includes('inkdex')]).toEqual([
    true,
    false,
    false,
  ]);
});

it('follows changes by itself', async () => {
  const { db, folder } = temporaryLibrary();
  const photos = temporaryFolder();
  const photo = addFile(db, join(photos, 'a.png'), 'tree');
  let changed = (): void => undefined;
  const onPhotos: SidecarParts['onPhotos'] = (listener) => {
    changed = listener;
  };
  const sidecars = sidecarsOf({ db, folder, onPhotos });
  sidecars.start();
  await sidecars.calls.setSidecars({ all: true, path: null });
  await expect
    .poll(() => sidecars.calls.sidecars())
    .toEqual({ all: true, path: null, sidecars: 1, without: all, problem: null });
  readAgain(db, photo, 'bush');
  changed();
  await expect.poll(() => readFileSync(join(photos, 'a.png.xmp'), 'utf8')).toContain('bush');
  rmSync(join(photos, 'a.png.xmp'));
  await sidecars.calls.setSidecars({ all: false, path: null });
  changed();
  await sidecars.close();
  expect(existsSync(join(photos, 'a.png.xmp'))).toBe(false);
});
