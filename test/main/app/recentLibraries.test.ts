import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  libraryAtStart,
  recentLibraries,
  rememberLibrary,
  requireLibraryOrEmpty,
} from '../../../main/app/recentLibraries.ts';
import { temporaryFolder, temporaryLibrary } from '../../support/library.ts';

describe('Recent libraries', () => {
  it('begin with the last one, name each once and are ten at most', () => {
    const path = join(temporaryFolder(), 'deep/libraries.json');
    expect(recentLibraries(path)).toEqual([]);
    for (const folder of ['/a', '/b', '/a']) rememberLibrary(path, folder);
    expect(recentLibraries(path)).toEqual(['/a', '/b']);
    for (let count = 0; count < 12; count += 1) rememberLibrary(path, `/${count}`);
    expect(recentLibraries(path)).toHaveLength(10);
    expect(recentLibraries(path)[0]).toBe('/11');
  });

  it('start anew if their file is damaged, and cost nothing but their order if it cannot be written', () => {
    const path = join(temporaryFolder(), 'libraries.json');
    writeFileSync(path, '{"a":');
    expect(recentLibraries(path)).toEqual([]);
    rememberLibrary(join(path, 'libraries.json'), '/a');
    expect(readFileSync(path, 'utf8')).toBe('{"a":');
  });
});

describe('The library of a start', () => {
  it('is the one that was open last, and the usual one, with a word about the other, if its drive is gone', () => {
    const folder = temporaryFolder();
    expect(libraryAtStart([], '/usual')).toEqual({ folder: '/usual', missing: null });
    expect(libraryAtStart([folder, '/usual'], '/usual')).toEqual({ folder, missing: null });
    expect(libraryAtStart(['/drive/gone'], '/usual')).toEqual({ folder: '/usual', missing: '/drive/gone' });
    expect(libraryAtStart(['/usual'], '/usual')).toEqual({ folder: '/usual', missing: null });
  });
});

describe('A folder that is opened as a library', () => {
  it('is a library, a damaged one, or empty', () => {
    const { folder: library } = temporaryLibrary();
    const damaged = temporaryFolder();
    mkdirSync(join(damaged, 'backups'));
    writeFileSync(join(damaged, 'backups/one.sqlite'), 'x');
    for (const folder of [library, damaged, temporaryFolder()]) {
      expect(() => {
        requireLibraryOrEmpty(folder);
      }).not.toThrow();
    }
  });

  it('is refused if it holds other files or does not exist', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'holiday.jpg'), '');
    expect(() => {
      requireLibraryOrEmpty(folder);
    }).toThrow('is not a library of Inkdex');
    expect(() => {
      requireLibraryOrEmpty(join(folder, 'none'));
    }).toThrow('does not exist');
  });
});
