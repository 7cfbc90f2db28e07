import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { listFolder } from '../../../main/ipc/handlers.ts';
import { temporaryFolder } from '../../support/library.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

describe('Listing a folder', () => {
  it('lists folders first, then photos, in natural order', async () => {
    mkdirSync(join(folder, 'zoo'));
    for (const name of ['10.jpg', '2.JPEG', 'notes.txt', '.hidden.jpg'])
      writeFileSync(join(folder, name), '');
    const listing = await listFolder({ path: folder, what: 'photos' });
    expect(listing.entries.map(({ name }) => name)).toEqual(['zoo', '2.JPEG', '10.jpg']);
    expect(listing).toMatchObject({ path: folder, parent: dirname(folder), photos: 2 });
  });

  it('lists files of any kind on request', async () => {
    for (const name of ['words.tsv', 'page.jpg']) writeFileSync(join(folder, name), '');
    const listing = await listFolder({ path: folder, what: 'files' });
    expect(listing.entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['page.jpg', 'photo'],
      ['words.tsv', 'file'],
    ]);
  });

  it('skips broken links', async () => {
    symlinkSync(join(folder, 'gone'), join(folder, 'link.jpg'));
    expect((await listFolder({ path: folder, what: 'photos' })).entries).toEqual([]);
  });

  it('starts in the home folder', async () => {
    expect((await listFolder({ path: '', what: 'photos' })).path).toBe(homedir());
  });

  it('has no parent above the root', async () => {
    expect((await listFolder({ path: '/', what: 'photos' })).parent).toBeNull();
  });

  it('reports a missing folder, and a file', async () => {
    writeFileSync(join(folder, 'a.jpg'), '');
    await expect(listFolder({ path: join(folder, 'gone'), what: 'photos' })).rejects.toMatchObject({
      code: 'file-missing',
    });
    await expect(listFolder({ path: join(folder, 'a.jpg'), what: 'photos' })).rejects.toMatchObject({
      code: 'bad-arguments',
    });
  });

  it('counts all photos of a folder that is too large to list completely', async () => {
    for (let index = 0; index < 510; index += 1) writeFileSync(join(folder, `${index}.png`), '');
    const listing = await listFolder({ path: folder, what: 'photos' });
    expect(listing.photos).toBe(510);
    expect(listing.entries).toHaveLength(500);
  });
});
