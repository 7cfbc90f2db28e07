import { describe, expect, it } from 'vitest';
import { chosenPaths, createFolderBrowsing } from '../../../renderer/common/folderBrowsing.ts';
import type { FolderListing } from '../../../shared/contract/library.ts';
import { InkdexError } from '../../../shared/result.ts';

const listings: Readonly<Record<string, FolderListing>> = {
  '/home': {
    path: '/home',
    parent: '/',
    entries: [
      { name: 'letters', path: '/home/letters', kind: 'folder' },
      { name: 'notes', path: '/home/notes', kind: 'folder' },
    ],
    photos: 0,
  },
  '/home/notes': {
    path: '/home/notes',
    parent: '/home',
    entries: [{ name: 'a.jpg', path: '/home/notes/a.jpg', kind: 'photo' }],
    photos: 1,
  },
};

function browse(what: 'photos' | 'files' = 'photos') {
  const listFolder = ({ path }: { path: string }) => {
    const listing = listings[path];
    if (listing === undefined) throw new InkdexError('file-missing', `There is no folder ${path}.`);
    return Promise.resolve(listing);
  };
  return createFolderBrowsing({ listFolder }, what);
}

describe('walking through folders', () => {
  it('goes up to the folder that it came from', async () => {
    const browsing = browse();
    await browsing.getState().open('/home/notes');
    await browsing.getState().up();
    const { listing, cursor } = browsing.getState();
    expect(listing?.entries[cursor]?.name).toBe('notes');
  });

  it('goes up from the folder that is being opened', async () => {
    const browsing = browse();
    await browsing.getState().open('/home');
    const opened = browsing.getState().open('/home/notes');
    await browsing.getState().up();
    await opened;
    expect(browsing.getState().listing?.path).toBe('/home');
  });

  it('forgets a folder that cannot be opened once another is requested', async () => {
    const fails = Promise.withResolvers<FolderListing>();
    const notes = Promise.resolve(listings['/home/notes'] ?? expect.fail());
    const browsing = createFolderBrowsing({
      listFolder: ({ path }) => (path === '/nowhere' ? fails.promise : notes),
    });
    const failing = browsing.getState().open('/nowhere');
    await browsing.getState().open('/home/notes');
    fails.reject(new InkdexError('file-missing', 'There is no folder /nowhere.'));
    expect(await failing).toBe(true);
    expect(browsing.getState()).toMatchObject({ error: null, path: '/home/notes' });
  });

  it('imports the folder itself until something in it is marked', async () => {
    const browsing = browse();
    await browsing.getState().open('/home/notes');
    expect(chosenPaths(browsing.getState())).toEqual(['/home/notes']);
    browsing.getState().toggleMark('/home/notes/a.jpg');
    expect(chosenPaths(browsing.getState())).toEqual(['/home/notes/a.jpg']);
    browsing.getState().toggleMark('/home/notes/a.jpg');
    expect(chosenPaths(browsing.getState())).toEqual(['/home/notes']);
  });

  it('chooses nothing while another folder is being opened', async () => {
    const browsing = browse();
    await browsing.getState().open('/home');
    const opened = browsing.getState().open('/home/notes');
    expect(browsing.getState().path).toBe('/home/notes');
    expect(chosenPaths(browsing.getState())).toEqual([]);
    await opened;
    expect(chosenPaths(browsing.getState())).toEqual(['/home/notes']);
    await browsing.getState().open('/nowhere');
    expect(chosenPaths(browsing.getState())).toEqual(['/home/notes']);
  });

  it('marks one file at most where one is to be chosen', async () => {
    const browsing = browse('files');
    await browsing.getState().open('/home/notes');
    browsing.getState().toggleMark('/home/notes/a.jpg');
    browsing.getState().toggleMark('/home/notes/b.csv');
    expect(chosenPaths(browsing.getState())).toEqual(['/home/notes/b.csv']);
    browsing.getState().toggleMark('/home/notes/b.csv');
    expect(chosenPaths(browsing.getState())).toEqual(['/home/notes']);
  });

  it('stays where it is when a folder cannot be opened, and says why', async () => {
    const browsing = browse();
    await browsing.getState().open('/home');
    expect(await browsing.getState().open('/nowhere')).toBe(false);
    expect(browsing.getState().listing?.path).toBe('/home');
    expect(browsing.getState().path).toBe('/home');
    expect(browsing.getState().error?.message).toBe('There is no folder /nowhere.');
  });

  it('keeps the cursor within the list', async () => {
    const browsing = browse();
    await browsing.getState().open('/home');
    browsing.getState().moveTo(99);
    expect(browsing.getState().cursor).toBe(1);
    browsing.getState().moveTo(-5);
    expect(browsing.getState().cursor).toBe(0);
  });
});
